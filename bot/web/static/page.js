(()=>{"use strict";
const GRACE=60000,$=q=>document.querySelector(q),B=()=>document.body,say=k=>B().dataset[k]||"",sleep=ms=>new Promise(f=>setTimeout(f,ms));
let busy=false,dirty=false,timer=0;
const status=t=>{const s=$(".status");if(s)s.textContent=t};
const words=()=>[...document.querySelectorAll("textarea")].some(t=>t.value!==t.defaultValue);
async function send(form,by){
  const data=new URLSearchParams(new FormData(form));
  if(by&&by.name)data.append(by.name,by.value);
  const to=form.action;
  for(let n=0;;n++){
    status(say(n?"again":"saving"));
    try{
      const r=await fetch(to,{method:"POST",body:data,credentials:"omit",cache:"no-store"});
      if(r.status>=500&&n<4)throw 0;
      const html=await r.text();
      const doc=new DOMParser().parseFromString(html,"text/html");
      if(!doc.querySelector("main"))throw 0;
      dirty=false;
      if(r.url!==location.href)history.pushState(null,"",r.url);
      document.title=doc.title;
      for(const a of["lang","dir","class"])document.documentElement.setAttribute(a,doc.documentElement.getAttribute(a)||"");
      document.body.replaceWith(doc.body);
      scrollTo(0,0);begin();
      const at=$("[autofocus]")||$("h1");
      if(at){at.tabIndex=-1;at.focus()}
      return;
    }catch(e){
      status(say("again"));
      if(n>40){status(say("failed"));return}
      await Promise.race([sleep(Math.min(2000*(n+1),15000)),new Promise(f=>addEventListener("online",f,{once:true}))]);
    }
  }
}
function rest(){
  clearTimeout(timer);
  const home=B().dataset.home,ms=+B().dataset.rest*1000-(home?GRACE:0);
  if(ms)timer=setTimeout(()=>{
    if(home)timer=setTimeout(()=>{B().hidden=true;location.replace(home)},GRACE);
    else if(!words()){location.reload();return}
    const m=$("main"),h=$(".hidden-now");
    m.hidden=true;h.hidden=false;
    h.querySelector("button").onclick=()=>{m.hidden=false;h.hidden=true;rest()};
  },ms);
}
function reader(){
  const b=$(".read"),s=window.speechSynthesis;
  if(!b||!s)return;
  const lang=document.documentElement.lang,own=()=>s.getVoices().find(v=>v.lang.replace("_","-").toLowerCase().split("-")[0]===lang);
  const show=()=>{b.hidden=!own()};
  show();s.onvoiceschanged=show;
  b.onclick=()=>{
    const on=s.speaking;s.cancel();b.textContent=b.dataset[on?"read":"quiet"];
    if(on)return;
    const parts=[...document.querySelectorAll("main h1,main h2,main p,main li,main label,main dt,main dd,main blockquote")].filter(e=>e.offsetParent&&!e.closest(".status"));
    parts.forEach((e,i)=>{const u=new SpeechSynthesisUtterance(e.innerText);u.lang=lang;u.voice=own();if(i===parts.length-1)u.onend=()=>{b.textContent=b.dataset.read};s.speak(u)});
  };
}
function begin(){
  document.querySelectorAll("form[method=post]").forEach(f=>f.addEventListener("submit",async e=>{
    e.preventDefault();if(busy)return;busy=true;
    try{await send(f,e.submitter)}finally{busy=false}
  }));
  document.querySelectorAll("a.exit,a.next").forEach(a=>a.addEventListener("click",e=>{
    e.preventDefault();dirty=false;document.title="";B().hidden=true;location.replace(a.href);
  }));
  reader();rest();
}
addEventListener("beforeunload",e=>{if(words()&&!B().hidden&&!busy){e.preventDefault();e.returnValue=""}});
addEventListener("popstate",()=>location.reload());
addEventListener("pageshow",e=>{if(e.persisted)location.reload()});
for(const k of["input","click","keydown"])addEventListener(k,rest,{passive:true});
begin();
})();
