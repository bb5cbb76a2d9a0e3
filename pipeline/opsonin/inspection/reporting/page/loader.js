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
// Base 85: five digits are four bytes, and as many bytes are missing at the end as digits.
const values=new Uint8Array(127);
for(let code=33,n=0;code<127;code++)if(!'"$&\'/<>\\`'.includes(String.fromCharCode(code)))values[code]=n++;
const unpacked=text=>{
  const missing=(5-text.length%5)%5,bytes=new DataView(new ArrayBuffer((text.length+missing)/5*4));
  for(let i=0,j=0;i<text.length;i+=5,j+=4){
    let word=0;
    for(let k=i;k<i+5;k++)word=word*85+(k<text.length?values[text.charCodeAt(k)]:84);
    bytes.setUint32(j,word);
  }
  return new Response(new Blob([new Uint8Array(bytes.buffer,0,bytes.byteLength-missing)]).stream().pipeThrough(new DecompressionStream('gzip'))).json();
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
