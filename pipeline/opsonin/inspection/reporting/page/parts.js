// Everything that is shown is made of nodes: no text of a document is ever read as markup.
const $=id=>document.getElementById(id);
const SVG=$('svg').namespaceURI;
const put=(node,kids)=>{for(const kid of kids.flat(9))if(kid!=null&&kid!==false)node.append(kid.nodeType?kid:String(kid));return node};
const make=(node,given,kids)=>{
  for(const [name,value] of Object.entries(given||{})){
    if(value==null||value===false)continue;
    if(name.startsWith('on'))node.addEventListener(name.slice(2),value);
    else if(name.startsWith('--'))node.style.setProperty(name,value);
    else node.setAttribute(name,value===true?'':value);
  }
  return put(node,kids);
};
const h=(tag,given,...kids)=>make(document.createElement(tag),given,kids);
const s=(tag,given,...kids)=>make(document.createElementNS(SVG,tag),given,kids);
const show=(node,...kids)=>{node.replaceChildren();return put(node,kids)};
const F=n=>Number(n).toLocaleString('en');
const W=word=>String(word).replace(/_/g,' ');
const plural=(n,word)=>`${F(n)} ${word}${n===1?'':/(s|ch)$/.test(word)?'es':'s'}`;
const short=(text,n)=>text.length>n?text.slice(0,n-1)+'…':text;
const say=text=>{$('said').textContent=text};
// Links lead to the web or nowhere, whatever stands in a row.
const web=url=>{try{const u=new URL(url);return /^https?:$/.test(u.protocol)?u.href:null}catch{return null}};
const link=(url,...kids)=>{const to=web(url);return to?h('a',{href:to,target:'_blank',rel:'noopener noreferrer'},...kids):h('span',{},...kids)};
const concept=curie=>link('https://bioregistry.io/'+encodeURI(curie),curie);
const identifier=(type,value)=>({doi:'https://doi.org/',pmid:'https://pubmed.ncbi.nlm.nih.gov/',pmcid:'https://pmc.ncbi.nlm.nih.gov/articles/',nct:'https://clinicaltrials.gov/study/',isrctn:'https://www.isrctn.com/',arxiv:'https://arxiv.org/abs/',orcid:'https://orcid.org/',url:''}[type]??'?')+value;
// A hue for every type: known ones far apart, others by their letters.
const HUES={disease:22,phenotype:55,gene:255,protein:205,chemical:305,anatomy:125,cell_type:150,cell_line:165,organism:95,procedure:280,process:75,variant:235,person:345,organisation:190,place:110,publication:0};
const hue=type=>HUES[type]??[...type].reduce((sum,c)=>(sum*31+c.charCodeAt(0))%360,7);
const swatch=type=>h('i',{class:'sw','--h':hue(type),'aria-hidden':'true'});
const panel=(title,note,...kids)=>h('section',{class:'panel'},h('h2',{},title,note?h('small',{},' · ',note):null),...kids);
const bars=(rows,of)=>{
  const most=Math.max(1,...rows.map(of.n));
  return h('ul',{class:'bars'},rows.map(row=>{
    const inner=[h('span',{class:'name'},of.mark?.(row),of.name(row)),h('span',{class:'bar','--w':of.n(row)/most,'--h':of.hue?.(row)??0,class:'bar '+(of.kind?.(row)??'')}),h('span',{class:'n'},F(of.n(row)),of.unit?' '+of.unit(row):'')];
    return h('li',{},of.open?h('button',{type:'button',title:of.title?.(row),onclick:()=>of.open(row)},...inner):h('div',{title:of.title?.(row)},...inner));
  }));
};
const grid=(label,head,rows,numeric=[])=>h('div',{class:'wide',tabindex:0,role:'region','aria-label':label},h('table',{},h('thead',{},h('tr',{},head.map((name,i)=>h('th',{scope:'col',class:numeric.includes(i)&&'num'},name)))),h('tbody',{},rows.map(cells=>h('tr',{},cells.map((cell,i)=>h('td',{class:numeric.includes(i)&&'num'},cell)))))));
