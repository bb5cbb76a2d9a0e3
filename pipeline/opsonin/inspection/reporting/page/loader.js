// Unpacks style, script and data. The policy of the page allows no script but this one, the one in
// the page whose digest it states, and, for a report in a folder, the data files beside the page.
const trusted=(()=>{
  const safe={createScript:text=>text,createScriptURL:url=>{if(!/^(documents|list)\/\d+\.js$/.test(url))throw new TypeError(url);return url}};
  return window.trustedTypes?trustedTypes.createPolicy('opsonin',safe):safe;
})();
const waiting={};
const fetched=name=>new Promise((done,failed)=>{
  waiting[name]=done;
  const node=document.createElement('script');
  node.src=trusted.createScriptURL(name+'.js');
  node.onerror=()=>failed(new Error(`The file ${name}.js beside this page is missing.`));
  node.onload=()=>node.remove();
  document.head.append(node);
});
const unpacked=text=>{
  const bytes=Uint8Array.from(atob(text),c=>c.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).json();
};
window.opsonin=(name,text)=>{waiting[name]?.(text);delete waiting[name]};
window.opsonin.read=async name=>unpacked(document.getElementById(name)?.textContent??await fetched(name));
window.opsonin.failed=error=>{document.getElementById('main').textContent=`This report cannot be shown by this browser: ${error.message}`};
window.opsonin.read('page').then(page=>{
  for(const [tag,text] of [['style',page[0]],['script',page[1]]]){
    const node=document.createElement(tag);
    node.textContent=tag==='script'?trusted.createScript(text):text;
    document.head.append(node);
  }
}).catch(window.opsonin.failed);
