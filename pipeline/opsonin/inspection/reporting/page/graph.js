// Who is said to do what to whom: subjects on the left, objects on the right, so that every name can be read.
const EDGES=40,GAP=30;
const sense=e=>e[5]==='increase'?'up':e[5]==='decrease'?'down':'flat';
const relation=e=>`${e[0]} ${e[6]?'not: ':''}${e[2]?W(e[2]):'is related to'} ${e[3]}`;
let shownEdge=0;
const claims=()=>[panel('What is claimed',`${plural(D.tables.claims??0,'claim')}; choose a line to read its sentences`,
  D.edges.length?[h('p',{class:'legend dim'},h('i',{class:'line up'}),'increases ',h('i',{class:'line down'}),'decreases ',h('i',{class:'line flat'}),'other ',h('i',{class:'line flat dash'}),'hedged or denied'),h('div',{class:'claims'},h('div',{id:'graph'}),h('div',{id:'sentences','aria-live':'polite'})),h('details',{open:D.edges.length<=EDGES},h('summary',{},'As a table'),grid('Claims',['subject','relation','object','claims','sentences'],D.edges.map((e,i)=>[e[0],(e[6]?'not: ':'')+(e[2]?W(e[2]):''),e[3],F(e[7]),h('button',{type:'button',class:'chip',onclick:()=>edge(i,true)},'read',h('span',{class:'unseen'},' '+relation(e)))]),[3]))]:h('p',{class:'dim'},'No claim has both a subject and an object.'))];
const edge=(i,move)=>{
  shownEdge=i;
  const e=D.edges[i],box=$('sentences');
  document.querySelectorAll('#graph .edge').forEach(node=>node.classList.toggle('on',+node.dataset.i===i));
  show(box,h('h3',{},e[0],h('em',{class:sense(e)},` ${e[6]?'not: ':''}${e[2]?W(e[2]):'—'} `),e[3]),h('p',{},[e[1],e[4]].filter(Boolean).map(c=>[h('code',{},concept(c)),' '])),e[8].map(c=>h('figure',{},h('blockquote',{},quoted(c)),h('figcaption',{class:'dim'},`${W(c[5])}${c[6]?', '+c[6]:''} · `,toDocument(c[0],c[1])))),e[7]>e[8].length?h('p',{class:'dim'},`and ${F(e[7]-e[8].length)} more`):null);
  if(move)box.scrollIntoView({block:'nearest'});
};
const nodes=(edges,name,curie)=>{
  const found=new Map();
  for(const e of edges){const id=e[curie]||e[name].toLowerCase(),node=found.get(id)??{id,name:e[name],n:0,y:0};node.n+=e[7];found.set(id,node)}
  return [...found.values()].sort((a,b)=>b.n-a.n);
};
const placed=(list,height)=>list.forEach((node,i)=>{node.y=(i+.5)*height/list.length});
const drawGraph=()=>{
  const box=$('graph');
  if(!box)return;
  const edges=D.edges.slice(0,EDGES),left=nodes(edges,0,1),right=nodes(edges,3,4),width=Math.max(300,box.clientWidth),height=Math.max(left.length,right.length)*GAP+10;
  const at=(list,e,name,curie)=>list.find(node=>node.id===(e[curie]||e[name].toLowerCase()));
  // Two sweeps: each name goes to the middle of those that it is joined to.
  placed(left,height);
  for(const [list,other,a,b] of [[right,left,3,0],[left,right,0,3]]){
    for(const node of list){const ys=edges.filter(e=>at(list,e,a,a+1)===node).map(e=>at(other,e,b,b+1).y);node.w=ys.reduce((x,y)=>x+y,0)/ys.length}
    list.sort((x,y)=>x.w-y.w);
    placed(list,height);
  }
  const room=Math.min(340,width*.34),letters=room/7.6|0,x1=room+8,x2=width-room-8,mid=(x1+x2)/2;
  const label=(node,x,anchor)=>s('text',{x,y:node.y+4,'text-anchor':anchor},s('title',{},node.name),short(node.name,letters));
  show(box,s('svg',{viewBox:`0 0 ${width} ${height}`,width,height,role:'group','aria-label':'Graph of claims'},
    edges.map((e,i)=>{
      const a=at(left,e,0,1),b=at(right,e,3,4),d=`M${x1} ${a.y}C${mid} ${a.y} ${mid} ${b.y} ${x2} ${b.y}`;
      return s('g',{class:`edge ${sense(e)}${e[8].some(c=>c[5]==='asserted')&&!e[6]?'':' dash'}`,'data-i':i,tabindex:0,role:'button','aria-label':`${relation(e)}: ${plural(e[7],'claim')}`,onclick:()=>edge(i,true),onkeydown:ev=>{if(ev.key==='Enter'||ev.key===' '){ev.preventDefault();edge(i,true)}}},s('title',{},relation(e)),s('path',{d,class:'area'}),s('path',{d,class:'line','stroke-width':1.5+3*Math.log2(e[7])/Math.max(3,Math.log2(edges[0][7]))}),edges.length<=24&&width>640?s('text',{class:'verb',x:mid,y:(a.y+b.y)/2-4,'text-anchor':'middle'},short((e[6]?'not: ':'')+(e[2]?W(e[2]):''),22)):null);
    }),
    left.map(node=>[s('circle',{cx:x1,cy:node.y,r:3}),label(node,room,'end')]),right.map(node=>[s('circle',{cx:x2,cy:node.y,r:3}),label(node,x2+8,'start')])));
  edge(shownEdge);
};
