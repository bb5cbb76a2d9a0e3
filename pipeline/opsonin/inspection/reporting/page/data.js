// Data is unpacked when it is looked at, and some of it kept.
const held=new Map(),KEPT=6;
const block=(name,isKept)=>{
  const found=held.get(name)??opsonin.read(name);
  held.delete(name);
  held.set(name,found);
  found.catch(()=>held.delete(name));
  const old=[...held.keys()].filter(k=>k.startsWith('documents'));
  if(!isKept&&old.length>KEPT)held.delete(old[0]);
  return found;
};
let D,I=[];
// Positions in an entry of the list of documents.
const ID=0,URI=1,TITLE=2,KIND=3,LANG=4,DATE=5,PUBLISHER=6,MT=7,OPENING=8,TAGS=9,CHUNK=10,AT=11;
const entries=async part=>{
  if(I[part*D.per_index]||part*D.per_index>=D.n)return;
  (await block('list/'+part,true)).forEach((entry,i)=>{I[part*D.per_index+i]=entry});
};
const entry=async i=>{await entries(i/D.per_index|0);return I[i]};
const all=async()=>{for(let part=0;part*D.per_index<D.n;part++){await entries(part);if(part%10===9)say(`${F((part+1)*D.per_index)} of ${F(D.n)} documents searched`)}};
const titled=e=>e[TITLE]||e[OPENING]||e[URI];
// Spans come as steps from one to the next, which pack better; here they get their offsets.
const fetchDocument=async i=>{
  const e=await entry(i),found=(await block('documents/'+e[CHUNK]))[e[AT]];
  if(found.steps){
    let start=0;
    found.spans=found.steps.map(([layer,type,step,length,shift,other,fields])=>{start+=step;return [layer,type,start,start+length,shift==null?null:start+shift,shift==null?null:start+shift+other,fields]});
    delete found.steps;
  }
  return found;
};
// Links to a place of a document.
const to=(i,start,...kids)=>h('a',{href:`#documents/${i}${start==null?'':'/'+start}`,class:'to'},...kids);
const toDocument=(i,start)=>{const node=to(i,start,`document ${F(i+1)}`);entry(i).then(e=>{node.textContent=short(titled(e),64)});return node};
const quoted=c=>[c[2],h('mark',{class:'hit'},c[3]),c[4]];
