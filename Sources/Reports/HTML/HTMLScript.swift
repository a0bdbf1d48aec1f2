/// The script of a report's page, with filters and buttons that copy.
///
/// The page can be read without it.
enum HTMLScript {
    /// The SHA-256 digest of `text` in Base64, by which the page's policy allows it; a test holds
    /// both together.
    static let digest = "Fu2YSS1B5vy1xLLVDVhjQJFNjgywKEBCJvDJWR+S9o8="

    /// The script, which reads the page and never makes markup of anything in it.
    static let text = """
        (function(){
        'use strict';
        var all=function(s,e){return Array.prototype.slice.call((e||document).querySelectorAll(s))};
        all('.copy').forEach(function(b){
        b.hidden=false;
        b.addEventListener('click',function(){
        var t=b.parentNode.querySelector('code').textContent;
        var done=function(){b.textContent='copied';setTimeout(function(){b.textContent='copy'},1500)};
        var old=function(){var a=document.createElement('textarea');a.value=t;document.body.appendChild(a);
        a.select();try{document.execCommand('copy');done()}catch(e){}a.remove()};
        if(navigator.clipboard&&window.isSecureContext){navigator.clipboard.writeText(t).then(done,old)}else{old()}
        })});
        var open=function(){var id=decodeURIComponent(location.hash.slice(1));
        var e=id&&document.getElementById(id);
        if(e&&e.tagName==='DETAILS'){e.open=true;e.scrollIntoView()}};
        window.addEventListener('hashchange',open);open();
        var bar=document.querySelector('.filters');if(!bar){return}
        bar.hidden=false;
        var q=document.getElementById('q'),shown=document.getElementById('shown'),only='all';
        var suites=all('#tests>.suite').map(function(s){
        return{e:s,was:s.open,name:s.querySelector('summary .name').textContent.toLowerCase(),
        rows:all('.list>.row,.list>.case',s).map(function(r){
        return{e:r,s:r.querySelector('.status').textContent,n:r.querySelector('.name').textContent.toLowerCase()}})}});
        var total=suites.reduce(function(n,s){return n+s.rows.length},0);
        var apply=function(){
        var t=q.value.trim().toLowerCase(),p=null,m=/^\\/(.+)\\/$/.exec(q.value.trim());
        if(m){try{p=new RegExp(m[1],'i')}catch(e){p=null}}
        var count=0,on=t!==''||only!=='all';
        suites.forEach(function(s){
        var n=0;
        s.rows.forEach(function(r){
        var text=s.name+' '+r.n;
        var hit=(only==='all'||r.s===only||(only==='failed'&&r.s==='error'))&&
        (t===''||(p?p.test(text):text.indexOf(t)>=0));
        r.e.classList.toggle('gone',!hit);if(hit){n++}});
        s.e.classList.toggle('gone',n===0);
        s.e.open=on?n>0&&(n<=200||suites.length===1):s.was;
        count+=n});
        shown.textContent=on?count+' of '+total+' shown':''};
        var timer=0;
        q.addEventListener('input',function(){clearTimeout(timer);timer=setTimeout(apply,120)});
        all('button',bar).forEach(function(b){b.addEventListener('click',function(){
        only=b.getAttribute('data-only');
        all('button',bar).forEach(function(o){o.setAttribute('aria-pressed',String(o===b))});apply()})});
        document.addEventListener('keydown',function(e){
        if(e.key==='/'&&!/^(INPUT|TEXTAREA)$/.test(e.target.tagName)){e.preventDefault();q.focus()}});
        })();
        """
}
