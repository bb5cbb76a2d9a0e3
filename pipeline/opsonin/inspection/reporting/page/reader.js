// A document with its tags: offsets count code points, so a text with longer characters is split.
let doc,chars,wanted=null;
const OFF=new Set(['claims','citations','studies']);
const cut=(a,b)=>typeof chars==='string'?chars.slice(a,b):chars.slice(a,b).join('');
const layer=x=>D.layers[x[0]];
const key=x=>layer(x)+'/'+x[1];
const isOn=x=>!OFF.has(layer(x))&&!OFF.has(key(x));
const cleanStart=x=>doc.is_raw?x[4]:x[2];
const open=async(i,start)=>{
  current=i;
  const e=await entry(i);
  doc=await fetchDocument(i);
  chars=/[\ud800-\udfff]/.test(doc.text)?[...doc.text]:doc.text;
  doc.length=chars.length;
  drawDocument(e);
  paint();
  let place=null;
  if(start!=null){
    place=doc.spans.findIndex(x=>cleanStart(x)===start);
    if(place<0)place=doc.spans.findIndex(x=>cleanStart(x)>=start);
    if(place>=0&&!isOn(doc.spans[place])){OFF.delete(layer(doc.spans[place]));OFF.delete(key(doc.spans[place]));drawDocument(e)}
  }else if(wanted)place=doc.spans.findIndex(x=>x[6].curie===wanted);
  else place=doc.spans.findIndex(isOn);
  wanted=null;
  const piece=place!=null&&place>=0?pieceOf(place):null;
  if(piece){pick(piece,place,start==null);if(start!=null)piece.scrollIntoView({block:'center'})}else show($('card'),h('p',{class:'dim'},'Choose a highlighted place.'));
  say(`${titled(e)}: ${plural(doc.spans.length,'tag')}`);
};
const pieceOf=at=>[...document.querySelectorAll('#text mark')].find(m=>m.dataset.s.split(',').includes(String(at)));
const drawDocument=e=>{
  const kept=doc.raw?`${F(doc.clean)} of ${F(doc.raw)} characters kept`:`${F(doc.clean)} characters`;
  const near=D.links.filter(l=>l[1]===current||l[2]===current).slice(0,5);
  show($('doc'),
    h('h2',{class:'title',tabindex:-1},e[TITLE]||[h('span',{class:'dim'},'no title · '),short(e[OPENING],70)]),
    h('p',{class:'dim meta'},h('span',{class:'chip'},W(e[KIND])),e[MT]===true?h('span',{class:'chip'},'machine translated'):null,[e[DATE]?'published '+e[DATE]:null,e[PUBLISHER],kept,doc.media_type].filter(Boolean).join(' · '),' · ',h('code',{},e[ID].slice(0,12)),' · ',e[URI]),
    near.map(l=>h('p',{class:'dim meta'},`${W(l[0])} (${l[3].toFixed(2)}): `,l[1]===current?(l[2]==null?l[4]:toDocument(l[2])):toDocument(l[1]))),
    filters(),
    h('div',{id:'text',class:'txt',tabindex:0,role:'document','aria-label':`Text of the document, ${doc.is_raw?'as it came':'cleaned'}`,lang:e[LANG]==='und'?null:e[LANG]},pieces()),
    metadata(e));
};
const metadata=e=>h('details',{class:'more'},h('summary',{},'Metadata and measures'),h('dl',{},Object.entries(doc.facts).map(([k,v])=>[h('dt',{},W(k)),h('dd',{},k==='doi'?link('https://doi.org/'+v,v):Array.isArray(v)?v.join('; '):v===true?'yes':v)]),doc.fields.length?[h('dt',{},'where from'),h('dd',{},doc.fields.map(([f,v,b])=>h('div',{},`${W(f)}: ${short(v,120)} (${b})`)))]:null,Object.entries(doc.signals).map(([k,v])=>[h('dt',{},W(k)),h('dd',{},String(+v.toPrecision(4)))])));
let typesOpen=false;
const filters=()=>{
  const layers={},types={};
  for(const x of doc.spans){layers[layer(x)]=(layers[layer(x)]??0)+1;const t=types[layer(x)]??={};t[x[1]]=(t[x[1]]??0)+1}
  const box=(name,text,n,mark)=>h('label',{class:'chip'},h('input',{type:'checkbox',checked:!OFF.has(name),onchange:ev=>{ev.target.checked?OFF.delete(name):OFF.add(name);redraw()}}),mark,text,' ',h('span',{class:'dim'},F(n)));
  return h('div',{class:'filters'},
    h('fieldset',{},h('legend',{class:'unseen'},'Tables'),Object.entries(layers).map(([l,n])=>box(l,W(l),n)),doc.cuts.length?box('cuts','cut text',doc.cuts.length):null,doc.repairs.length?box('repairs','repairs',doc.repairs.length):null),
    h('details',{open:typesOpen,ontoggle:ev=>{typesOpen=ev.target.open}},h('summary',{},'Types ',Object.keys(types.mentions??{}).map(type=>[' ',h('span',{class:'kind'},swatch(type),W(type))])),Object.entries(types).filter(([l,t])=>l==='mentions'||Object.keys(t).length>1).map(([l,t])=>h('fieldset',{},h('legend',{},W(l)),Object.entries(t).sort((a,b)=>b[1]-a[1]).map(([type,n])=>box(l+'/'+type,W(type),n,l==='mentions'?swatch(type):null))))));
};
const redraw=()=>{show($('text'),pieces());tagList()};
const blank=text=>text.replace(/\n/g,'⏎').replace(/ /g,'␣').replace(/\t/g,'⇥');
const pieces=()=>{
  const on=doc.spans.map((x,i)=>[x,i]).filter(([x])=>isOn(x)),cuts=doc.cuts.filter(c=>c[1]>c[0]),points=doc.cuts.filter(c=>c[1]===c[0]);
  const blocks=doc.blocks.filter(b=>!b[3]||b[2]==='title'||b[2]==='heading');
  const starts=new Map(),ends=new Map(),add=(map,at,x)=>map.has(at)?map.get(at).push(x):map.set(at,[x]);
  for(const [list,tag] of [[on.map(([x,i])=>[x[2],x[3],'span',i]),0],[cuts.map(c=>[c[0],c[1],'cut',c]),0],[doc.repairs.map(r=>[r[0],r[1],'repair',r]),0],[blocks.map(b=>[b[0],b[1],'block',b]),0]])for(const x of list){if(x[1]>x[0]){add(starts,x[0],x);add(ends,x[1],x)}else add(starts,x[0],x)}
  for(const p of points)add(starts,p[0],[p[0],p[0],'point',p]);
  const places=[...new Set([0,doc.length,...starts.keys(),...ends.keys()])].sort((a,b)=>a-b),open=new Set(),out=[];
  places.forEach((a,k)=>{
    for(const x of ends.get(a)??[])open.delete(x);
    for(const x of starts.get(a)??[]){
      if(x[1]>x[0])open.add(x);
      else if(x[2]==='repair'){if(!OFF.has('repairs'))out.push(h('ins',{class:'fix',title:'inserted'},x[3][3].trim()?x[3][3]:blank(x[3][3])));else out.push(x[3][3])}
      else if(!OFF.has('cuts'))out.push(h('button',{type:'button',class:'point',title:`cut: ${W(x[3][2])}`,'aria-label':`cut here: ${W(x[3][2])}`,onclick:()=>cardOfCut(x[3])},'✂'));
    }
    const b=places[k+1];
    if(b==null)return;
    out.push(piece(cut(a,b),a,b,[...open]));
  });
  return out;
};
const piece=(text,start,end,open)=>{
  const of=kind=>open.filter(x=>x[2]===kind),spans=of('span').map(x=>x[3]),gone=of('cut')[0],fix=of('repair')[0],b=of('block')[0];
  if(gone&&OFF.has('cuts'))return null;
  let node=text;
  if(spans.length){
    const tops=spans.map(i=>doc.spans[i]),m=tops.filter(x=>layer(x)==='mentions').pop();
    node=h('mark',{class:[...new Set(tops.map(x=>'l-'+layer(x)))].join(' ')+(tops.some(x=>!STYLED.has(layer(x)))?' l-any':''),'data-s':spans.join(),'--h':hue((m??tops.at(-1))[1])},text);
  }
  if(fix&&doc.is_raw){
    // A replacement is shown once, where its last piece ends.
    const became=fix[3][3],last=end===fix[1];
    node=OFF.has('repairs')?(last?became:null):[h('del',{class:'fix'},node),last?h('ins',{class:'fix'},became.trim()?became:blank(became)):null];
  }else if(fix&&!OFF.has('repairs')){
    const was=fix[3][3];
    node=[start===fix[0]&&was?h('del',{class:'fix'},was.trim()?was:blank(was)):null,h('ins',{class:'fix'},node)];
  }
  if(gone)node=h('del',{class:'cut',title:'cut: '+W(gone[3][2])},node);
  return b?h('span',{class:(b[3][3]?'':'aside ')+'b-'+b[3][2]},node):node;
};
const STYLED=new Set(['mentions','statistics','dates','identifiers','quotes','claims','flags','citations','studies']);
const cardOfCut=c=>show($('card'),h('h3',{},'Cut: ',W(c[2])),h('p',{class:'ctx'},c[3]),h('p',{class:'dim'},'It stood here in the source.'));
const HIDDEN=new Set(['label','curie','component']);
const value=(name,v,x)=>v===true?'yes':Array.isArray(v)?v.join('; '):name==='doi'?link('https://doi.org/'+v,v):layer(x)==='identifiers'&&name==='value'?link(identifier(x[1],v),v):String(v);
const pick=(mark,at,isQuiet)=>{
  document.querySelectorAll('#text mark.on').forEach(m=>m.classList.remove('on'));
  const ids=mark.dataset.s.split(',').map(Number).sort((a,b)=>(b===at)-(a===at)||(doc.spans[a][3]-doc.spans[a][2])-(doc.spans[b][3]-doc.spans[b][2]));
  document.querySelectorAll('#text mark').forEach(m=>{if(m.dataset.s.split(',').includes(String(ids[0])))m.classList.add('on')});
  show($('card'),h('button',{type:'button',class:'close','aria-label':'Close',onclick:()=>$('side').classList.remove('shown')},'✕'),ids.map(card));
  $('side').classList.toggle('shown',!isQuiet);
};
const card=i=>{
  const x=doc.spans[i],[,type,a,b,c,d,k]=x,text=cut(a,b),place=(p,q)=>p==null?'not in it':`${F(p)}–${F(q)}`;
  return h('article',{class:'card','--h':hue(type)},
    h('p',{class:'kind'},layer(x)==='mentions'?swatch(type):null,W(layer(x)),type===layer(x)?null:' · '+W(type)),
    h('h3',{},k.label??short(text,90)),
    k.curie?h('p',{},h('code',{},concept(k.curie))):null,
    h('dl',{},Object.entries(k).filter(([n])=>!HIDDEN.has(n)).map(([n,v])=>[h('dt',{},W(n)),h('dd',{},value(n,v,x))]),h('dt',{},'found by'),h('dd',{},k.component),h('dt',{},'raw text'),h('dd',{},doc.is_raw?place(a,b):place(c,d)),h('dt',{},'clean text'),h('dd',{},doc.is_raw?place(c,d):place(a,b))),
    h('p',{class:'ctx'},a>48?'…':'',cut(Math.max(0,a-48),a),h('mark',{class:'hit'},short(text,240)),cut(b,b+48),b+48<doc.length?'…':''),
    h('p',{class:'dim cmd'},h('code',{},`opsonin explain ${I[current][ID].slice(0,8)} ${cleanStart(x)} ${doc.is_raw?d:b}`)));
};
const tagList=()=>{
  const groups=new Map();
  doc.spans.forEach((x,i)=>{if(!isOn(x))return;const name=x[6].label??short(cut(x[2],x[3]),60),k=key(x)+'\n'+name;groups.has(k)?groups.get(k).push(i):groups.set(k,[i])});
  show($('tags'),[...groups].sort((a,b)=>b[1].length-a[1].length).slice(0,200).map(([k,ids])=>{let at=-1;const x=doc.spans[ids[0]];return h('li',{},h('button',{type:'button',onclick:()=>{const i=ids[at=(at+1)%ids.length],m=pieceOf(i);if(m){pick(m,i);m.scrollIntoView({block:'center'})}}},layer(x)==='mentions'?swatch(x[1]):h('i',{class:'sw none'}),k.split('\n')[1],h('span',{class:'dim'},` ${W(x[1])}${ids.length>1?' ×'+ids.length:''}`)))}));
};
const next=by=>{
  const marks=[...document.querySelectorAll('#text mark')];
  if(!marks.length)return;
  let at=marks.findIndex(m=>m.classList.contains('on'));
  if(by>0)while(at+1<marks.length&&marks[at+1].classList.contains('on'))at++;
  const m=marks[(at+by+marks.length)%marks.length];
  pick(m);
  m.scrollIntoView({block:'nearest'});
  const x=doc.spans[m.dataset.s.split(',').at(-1)];
  say(`${m.textContent}: ${W(x[1])} ${x[6].label??''}`);
};
const documents=()=>[h('div',{class:'reading'},listing(),h('article',{class:'panel doc',id:'doc',onclick:ev=>{const m=ev.target.closest('mark[data-s]');if(m)pick(m)}}),h('aside',{class:'panel side',id:'side','aria-label':'About the chosen place'},h('div',{id:'card'}),h('details',{class:'all',ontoggle:ev=>{if(ev.target.open)tagList()}},h('summary',{},'All tags of the document'),h('ul',{id:'tags',class:'plain'})),h('p',{class:'dim'},h('kbd',{},'n'),' ',h('kbd',{},'p'),' tags · ',h('kbd',{},'j'),' ',h('kbd',{},'k'),' documents')))];
