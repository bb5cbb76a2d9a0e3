// The list of documents: only the rows in sight are nodes, whatever the number.
const ROW=64;
let listed=null,current=-1,narrowed=null;
const count=()=>listed?listed.length:D.n;
const nth=k=>listed?listed[k]:k;
const listing=()=>{
  const field=h('input',{type:'search',id:'q',placeholder:'Search titles, places, ids …  ( / )','aria-label':'Search documents',oninput:()=>{clearTimeout(field.timer);field.timer=setTimeout(search,120)}});
  const kind=h('select',{id:'kind','aria-label':'Kind of document',onchange:search},h('option',{value:''},'every kind'),D.kinds.map(([k,n])=>h('option',{value:k},`${W(k)} (${F(n)})`)));
  return h('nav',{class:'panel list','aria-label':'Documents'},field,kind,h('div',{id:'narrowed'}),h('p',{class:'dim',id:'found'}),h('div',{id:'items',tabindex:-1,onscroll:()=>requestAnimationFrame(paint)},h('ul',{id:'rows'})));
};
const search=async()=>{
  const q=$('q').value.trim().toLowerCase(),kind=$('kind').value;
  if(!q&&!kind)listed=narrowed?.places??null;
  else{
    await all();
    listed=[];
    for(const i of narrowed?.places??I.keys()){const e=I[i];if((!kind||e[KIND]===kind)&&(!q||[titled(e),e[URI],e[ID],e[PUBLISHER]].join('\n').toLowerCase().includes(q)))listed.push(i)}
  }
  $('items').scrollTop=0;
  say(plural(count(),'document')+' found');
  paint();
};
const narrow=to=>{
  narrowed=to;
  if(!$('narrowed'))return;
  show($('narrowed'),to?h('button',{type:'button',class:'chip on',onclick:()=>{narrow(null);search()}},`${to.name} ✕`):null);
};
const filterConcept=async row=>{narrow({name:short(row[1],30)+(row[4]>row[5].length?` (first ${F(row[5].length)})`:''),places:row[5]});wanted=row[0];if(row[5].length)go('documents/'+row[5][0]);};
const filterKind=async kind=>{narrow(null);await go('documents');$('kind').value=kind;await search();if(count())go('documents/'+nth(0))};
const paint=async()=>{
  const box=$('items');
  if(!box)return;
  const from=Math.max(0,(box.scrollTop/ROW|0)-4),till=Math.min(count(),from+Math.ceil((box.clientHeight||600)/ROW)+9);
  const places=Array.from({length:till-from},(_,k)=>nth(from+k));
  for(const part of new Set(places.map(i=>i/D.per_index|0)))await entries(part);
  if(box!==$('items'))return;
  $('found').textContent=plural(count(),'document');
  const focused=document.activeElement?.closest?.('#rows a')?.dataset.i;
  const rows=$('rows');
  rows.style.paddingTop=from*ROW+'px';
  rows.style.paddingBottom=Math.max(0,count()-till)*ROW+'px';
  show(rows,places.map((i,k)=>{
    const e=I[i];
    return h('li',{'aria-setsize':count(),'aria-posinset':from+k+1},h('a',{class:'it',href:'#documents/'+i,'data-i':i,'aria-current':i===current?'true':null},h('span',{class:'t'+(e[TITLE]?'':' u')},titled(e)),h('span',{class:'s'},[W(e[KIND]),e[DATE],e[MT]===true?'translated':'',plural(e[TAGS],'tag')].filter(Boolean).join(' · '))));
  }));
  if(focused!=null)rows.querySelector(`[data-i="${+focused}"]`)?.focus({preventScroll:true});
};
const step=by=>{
  let k=listed?listed.indexOf(current):current;
  k=Math.min(count()-1,Math.max(0,k+by));
  if(count()&&nth(k)!==current)go('documents/'+nth(k)).then(()=>{const box=$('items');if(box)box.scrollTop=Math.max(0,k*ROW-box.clientHeight/2)});
};
