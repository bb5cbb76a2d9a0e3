const RESULT={inconsistent:['✗','bad'],suspicious:['!','warn'],undecidable:['?','dim'],derived:['=','dim'],consistent:['✓','ok']};
const badge=result=>h('span',{class:'badge '+(RESULT[result]?.[1]??'dim')},(RESULT[result]?.[0]??'·')+' ',W(result));
const number=v=>v==null?'':String(+v.toPrecision(6));
// A rule that is a sentence says more than the numbers do.
const told=c=>/ /.test(c[3]??'')?c[3]:arithmetic(c);
const arithmetic=c=>c[4]==null&&c[5]==null?W(c[1])+(c[3]&&c[3]!==c[1]?': '+W(c[3]):''):[c[4]==null?null:`stated ${number(c[4])}`,c[5]==null?null:`computed ${number(c[5])}`].filter(Boolean).join(', ');
const overview=()=>{
  const t=D.tables,tiles=[['documents','documents','documents'],['mentions','mentions','documents'],['statistics','statistics','numbers'],['quotes','quotes','voices'],['claims','claims','claims'],['links','links','between'],['identifiers','identifiers','documents'],['rejects','rejects','account'],['citations','citations','documents'],['dates','dates','documents']].filter(([name])=>t[name]||name==='documents').slice(0,7);
  return [
    h('div',{class:'tiles'},tiles.map(([name,word,view])=>h('a',{class:'panel tile',href:'#'+view},h('b',{},F(name==='documents'?D.n:t[name])),' ',word))),
    h('div',{class:'two'},funnel(),D.checks.length?panel('Do the numbers add up?',Object.entries(D.results).map(([r,n])=>`${F(n)} ${W(r)}`).join(', '),h('ul',{class:'plain'},D.checks.slice(0,7).map(c=>h('li',{class:'check'},badge(c[2]),' ',to(c[0],c[6][0]?.[1],told(c))))),D.checks.length>7?h('a',{href:'#numbers'},'All checks'):null):kinds()),
    h('div',{class:'two'},concepts(),cuts()),
    D.checks.length?h('div',{class:'two'},kinds(),types()):types(),
  ];
};
const cuts=()=>D.removed.length+D.repairs.length+D.flags.length?panel('Cut, repaired, flagged','by reason',bars([...D.removed.map(([r,n])=>[r,n,'cut']),...D.repairs.map(([r,n])=>[r==='insert'?'inserted':'replaced',n,'repair']),...D.flags.map(([r,n])=>[r,n,'flag'])].sort((a,b)=>b[1]-a[1]).slice(0,14),{name:r=>W(r[0]),n:r=>r[1],kind:r=>r[2],unit:r=>r[2]+(r[1]===1?'':'s')})):null;
const kinds=()=>D.n?panel('Kinds of documents','choose one to list them',bars(D.kinds,{name:r=>W(r[0]),n:r=>r[1],open:r=>filterKind(r[0]),kind:()=>'plain'})):null;
const types=()=>D.types.length?panel('What the mentions are','',bars(D.types,{name:r=>W(r[0]),n:r=>r[1],hue:r=>hue(r[0]),kind:()=>'hued'})):null;
const concepts=()=>D.concepts.length?panel('Concepts named most often','choose one to list its documents',bars(D.concepts.slice(0,14),{name:r=>short(r[1],38),mark:r=>swatch(r[2]),n:r=>r[3],hue:r=>hue(r[2]),kind:()=>'hued',title:r=>`${r[0]} · ${W(r[2])} · in ${plural(r[4],'document')}`,open:r=>filterConcept(r)})):null;
const IN=4,OUT=5,REJECTED=6,DROPPED=7,CACHED=8,GIVEN=9;
const rowsOf=stage=>{
  const [given,written,rejected,taken]=[0,1,2,3].map(at=>D.components.filter(r=>r[0]===stage).reduce((sum,r)=>sum+r[GIVEN+at],0));
  return given?[h('br'),`${plural(given,'row')} given, ${F(written)} written`,rejected?`, ${F(rejected)} rejected`:'',taken?`, ${F(taken)} taken away by refiners`:'']:null;
};
const funnel=()=>{
  const most=Math.max(1,...D.stages.map(r=>r[IN])),is=D.stages.every(r=>r[IN]===r[OUT]+r[REJECTED]+r[DROPPED]);
  return panel('From source to table','documents of the newest run, from its ledger',
    h('ol',{class:'funnel'},D.stages.map(r=>h('li',{},h('span',{class:'name'},r[0]),
      h('span',{class:'stack','--w':r[IN]/most,'aria-hidden':'true'},[['out',r[OUT]-r[CACHED]],['cached',r[CACHED]],['rejected',r[REJECTED]],['dropped',r[DROPPED]]].filter(x=>x[1]>0).map(([c,n])=>h('i',{class:c,'--n':n}))),
      h('span',{class:'n'},`${F(r[IN])} in, ${F(r[OUT])} out`,r[CACHED]?`, ${F(r[CACHED])} of them remembered`:'',r[REJECTED]?h('b',{class:'bad'},`, ${F(r[REJECTED])} rejected`):'',r[DROPPED]?`, ${F(r[DROPPED])} dropped`:'',rowsOf(r[0]))))),
    h('p',{class:'dim'},is?'Balanced: at every stage in = out + rejected + dropped.':'The sums are off: run `opsonin verify`.'),
    D.n_rejects?h('p',{},h('a',{href:'#account'},plural(D.n_rejects,'reject')),' stand: ',D.rejects.slice(0,5).map(r=>`${F(r[4])} ${W(r[3])}`).join(', '),D.rejects.length>5?' …':''):h('p',{class:'dim'},'Nothing stands rejected.'));
};
const account=()=>[
  funnel(),
  panel('Rejected, and why',plural(D.n_rejects,'reject')+' stand',D.rejects.length?h('ul',{class:'plain'},D.rejects.map(([stage,component,table,reason,n,some])=>h('li',{},h('details',{},h('summary',{},h('b',{},W(reason)),` · ${F(n)} · stage ${stage}, ${component}${table?', rows of '+table:', whole documents'}`),h('ul',{},some.map(([uri,detail])=>h('li',{},h('code',{},uri),' ',detail))),n>some.length?h('p',{class:'dim'},`and ${F(n-some.length)} more: `,h('code',{},`opsonin rejects --reason ${reason}`)):null)))):h('p',{class:'dim'},'Nothing. Rejected documents and rows would stand here with the reason.')),
  panel('Every component','as it was called in the newest run',grid('Ledger',['stage','component','version','seconds','in','out','rejected','remembered','rows given','rows written','rows rejected','taken by refiners'],D.components.map(r=>[r[0],r[1],r[2],r[3].toFixed(2),F(r[IN]),F(r[OUT]),F(r[REJECTED]),F(r[CACHED]),F(r[9]),F(r[10]),F(r[11]),F(r[12])]),[3,4,5,6,7,8,9,10,11])),
  panel('Every table','rows of the snapshot',grid('Tables',['table','rows'],Object.entries(D.tables).map(([name,n])=>[h('code',{},name),F(n)]),[1])),
];
