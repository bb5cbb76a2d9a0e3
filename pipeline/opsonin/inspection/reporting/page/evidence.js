// Numbers of one sentence are shown in it together.
const sentences=all=>{
  const found=new Map();
  for(const c of all){const text=c[2]+c[3]+c[4],k=c[0]+text;found.has(k)||found.set(k,{text,hits:[]});found.get(k).hits.push([c[2].length,c[2].length+c[3].length])}
  return [...found.values()].map(({text,hits})=>{
    const parts=[];
    let at=0;
    for(const [a,b] of hits.sort((x,y)=>x[0]-y[0]))if(a>=at){parts.push(text.slice(at,a),h('mark',{class:'hit'},text.slice(a,b)));at=b}
    return h('blockquote',{},parts,text.slice(at));
  });
};
let wantedResult='';
const numbers=()=>[panel('Do the numbers add up?',`${plural(D.tables.stat_checks??0,'check')} of ${plural(D.tables.statistics??0,'stated number')}`,
  h('div',{class:'filters',role:'group','aria-label':'Results'},['',...Object.keys(D.results)].map(r=>h('button',{type:'button',class:'chip','aria-pressed':String(r===wantedResult),onclick:()=>{wantedResult=r;view()}},r?[badge(r),' ',F(D.results[r])]:'all'))),
  h('ul',{class:'checks'},D.checks.filter(c=>!wantedResult||c[2]===wantedResult).map(c=>h('li',{class:'r-'+(RESULT[c[2]]?.[1]??'dim')},
    h('p',{},badge(c[2]),' ',h('b',{},told(c)),h('span',{class:'dim'},` · ${W(c[1])}${told(c)===c[3]&&(c[4]??c[5])!=null?': '+arithmetic(c):''}`)),
    c[3]&&c[3]!==told(c)&&W(c[3])!==W(c[1])?h('p',{class:'dim'},W(c[3])):null,
    sentences(c[6]),
    h('p',{class:'meta'},toDocument(c[0],c[6][0]?.[1]))))),
  (D.tables.stat_checks??0)>D.checks.length?h('p',{class:'dim'},`The first ${F(D.checks.length)} are shown.`):null)];
const voices=()=>[h('p',{class:'lead dim'},`${plural(D.tables.quotes??0,'quote')}; those quoted most come first`),h('div',{class:'voices'},D.speakers.map(([name,place,n,some])=>h('section',{class:'panel'},h('h2',{class:'who'},name||'Nobody is named',h('small',{},` · ${plural(n,'quote')}`)),place?h('p',{class:'dim'},place):null,some.map(q=>h('figure',{},h('blockquote',{class:q[5]},q[3]),h('figcaption',{class:'dim'},`${W(q[5])}${q[6]?'':', never closed'} · `,toDocument(q[0],q[1])))),n>some.length?h('p',{class:'dim'},`and ${F(n-some.length)} more`):null)))];
const named=note=>note.replace(/\b[A-Za-z][\w.]*:\w+/g,id=>{const found=D.concepts.find(c=>c[0]===id);return found?`${found[1]} (${id})`:id});
const side=(i,rows)=>h('div',{class:'half'},h('h3',{},i==null?'elsewhere':toDocument(i,rows[0]?.[1])),rows.length?rows.map(r=>[r[5]?h('p',{class:'stance'},named(r[5])):null,h('blockquote',{},quoted(r))]):h('p',{class:'dim'},'No sentence is given.'));
const between=()=>[
  panel('Candidates for contradictions',D.contradictions.length?'both sides may be true, for different people or times: read the sentences':'',D.contradictions.length?D.contradictions.map(([from,to,score,about,a,b])=>h('article',{class:'versus'},h('p',{},about?h('b',{},about):null,h('span',{class:'dim'},` score ${score.toFixed(2)}`)),h('div',{class:'halves'},side(from,a),h('span',{class:'vs','aria-hidden':'true'},'↔'),side(to,b)))):h('p',{class:'dim'},'None were found.')),
  D.links.length?panel('Links between documents',`${F(D.links.length)} strongest`,grid('Links',['kind','from','to','score'],D.links.map(l=>[W(l[0]),l[1]==null?'':toDocument(l[1]),l[2]==null?l[4]:toDocument(l[2]),l[3].toFixed(2)]),[3])):null];
