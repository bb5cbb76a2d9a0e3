const VIEWS={overview:['Overview',overview,()=>1],documents:['Documents',documents,()=>1],numbers:['Numbers',numbers,()=>D.checks.length],voices:['Voices',voices,()=>D.speakers.length],claims:['Claims',claims,()=>D.tables.claims],between:['Between documents',between,()=>D.contradictions.length+D.links.length],quality:['Quality',quality,()=>D.signals.length+D.marked.length],account:['Account',account,()=>1]};
let where='';
const view=async()=>{
  const [name,i,start]=location.hash.slice(1).split('/'),at=VIEWS[name]?name:'overview';
  try{
    if(at!==where||at!=='documents'){
      where=at;
      show($('main'),h('h2',{class:'unseen',tabindex:-1,id:'heading'},VIEWS[at][0]),...VIEWS[at][1]());
      for(const node of $('tabs').children){const is=node.hash==='#'+at;is?node.setAttribute('aria-current','page'):node.removeAttribute('aria-current');if(is)node.scrollIntoView({block:'nearest',inline:'nearest'})}
      if(at==='claims')drawGraph();
      if(at==='documents'){narrow(narrowed);await search()}else scrollTo(0,0);
    }
    if(at==='documents'&&D.n)await open(Math.min(D.n-1,+i>=0?+i||0:0),start==null||start===''?null:+start);
  }catch(error){show($('main'),h('p',{class:'panel wait',role:'alert'},`This cannot be shown: ${error.message}`))}
};
const go=hash=>{if(location.hash==='#'+hash)return view();const seen=new Promise(done=>addEventListener('hashchange',()=>done(),{once:true}));location.hash=hash;return seen.then(()=>settled)};
let settled=null;
const THEMES=['auto','light','dark'];
$('theme').onclick=()=>{const root=document.documentElement,next=THEMES[(THEMES.indexOf(root.dataset.theme??'auto')+1)%3];root.dataset.theme=next;root.style.colorScheme=next==='auto'?'light dark':next;$('theme').textContent='Theme: '+next};
let isTyping=true;
show($('help'),h('h2',{id:'help-title'},'Keys'),h('dl',{class:'keys'},[['n, p','next and previous tag'],['j, k','next and previous document'],['/','search documents'],['1 to 8','the views'],['t','theme'],['?','this list'],['Esc','close']].map(([k,what])=>[h('dt',{},h('kbd',{},k)),h('dd',{},what)])),h('label',{},h('input',{type:'checkbox',checked:true,onchange:ev=>{isTyping=ev.target.checked}}),' Single keys are shortcuts'),h('p',{},h('button',{type:'button',onclick:()=>$('help').close()},'Close')));
$('keys').onclick=()=>$('help').showModal();
addEventListener('keydown',ev=>{
  if(ev.key==='Escape')$('side')?.classList.remove('shown');
  if(ev.ctrlKey||ev.metaKey||ev.altKey||!isTyping||/^(INPUT|SELECT|TEXTAREA)$/.test(ev.target.tagName)||$('help').open)return;
  const tab=$('tabs').children[+ev.key-1];
  if(tab)location.hash=tab.hash;
  else if(ev.key==='?')$('help').showModal();
  else if(ev.key==='t')$('theme').click();
  else if(where==='documents'){
    if(ev.key==='n'||ev.key==='p')next(ev.key==='n'?1:-1);
    else if(ev.key==='j'||ev.key==='k')step(ev.key==='j'?1:-1);
    else if(ev.key==='/'){ev.preventDefault();$('q').focus()}
  }else if(ev.key==='/'){ev.preventDefault();go('documents').then(()=>$('q').focus())}
});
addEventListener('hashchange',()=>{if(location.hash==='#main'){$('main').focus();return}settled=view()});
addEventListener('resize',()=>{clearTimeout(drawGraph.timer);drawGraph.timer=setTimeout(drawGraph,150)});
block('overview',true).then(async found=>{
  D=found;
  for(const [name,[title,,has]] of Object.entries(VIEWS))if(has())$('tabs').append(h('a',{href:'#'+name},title));
  show($('run'),`Snapshot ${F(D.snapshot)} · run ${D.run.run_id.slice(0,8)} · ${D.run.finished_at.slice(0,16)} UTC · engine ${D.run.engine} · offsets are half-open and count Unicode code points`);
  await (settled=view());
  document.documentElement.dataset.ready=Math.round(performance.now());
}).catch(opsonin.failed);
