/// The style sheet of the page. Its hash is part of the page's content security policy, so nothing
/// may be put into it while a report is written.
///
/// Every pair of text and ground has a contrast of 4.5 : 1 or more (WCAG 2.2 § 1.4.3), in both
/// colour schemes.
enum HTMLStyle {
  static let text = """
    :root{color-scheme:light dark;
    --ground:#f6f5f2;--surface:#fff;--sunk:#efede8;--line:#dcd9d2;--text:#1d1c1a;--dim:#5d5a54;
    --accent:#2b5797;--block:#a4231b;--block-g:#fbe9e7;--review:#7a4d00;--review-g:#fcf0d9;
    --pass:#1c6239;--pass-g:#e4f2e8;--notInspected:#574a85;--notInspected-g:#eeebf8;
    --bar-block:#c4392e;--bar-review:#bd7d00;--bar-pass:#2e8b57;--bar-notInspected:#7a69b8;
    --shadow:0 1px 2px rgba(30,28,25,.06),0 2px 10px rgba(30,28,25,.05);
    --sans:ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Noto Sans",\
    "Liberation Sans",Arial,sans-serif;
    --mono:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono","DejaVu Sans Mono",monospace}
    @media(prefers-color-scheme:dark){:root{
    --ground:#161514;--surface:#201f1d;--sunk:#2a2927;--line:#3a3835;--text:#edebe6;--dim:#a8a49c;
    --accent:#9cc1f5;--block:#ffa79e;--block-g:#43201d;--review:#f3c677;--review-g:#3b2d13;
    --pass:#93d7ab;--pass-g:#1a3423;--notInspected:#c6b9f5;--notInspected-g:#2d2743;
    --bar-block:#e5675b;--bar-review:#d9a03a;--bar-pass:#4fae77;--bar-notInspected:#9484d6;
    --shadow:0 1px 2px rgba(0,0,0,.4)}}
    *{box-sizing:border-box}
    html{-webkit-text-size-adjust:100%;scroll-padding-top:1rem}
    body{margin:0;background:var(--ground);color:var(--text);font:16px/1.5 var(--sans);
    overflow-wrap:anywhere}
    h1,h2,h3,h4,p,ul,ol,dl,dd,figure,fieldset{margin:0;padding:0}
    ul,ol{list-style:none}
    fieldset{border:0;min-width:0}
    code{font:.875em/1.45 var(--mono);background:var(--sunk);border-radius:4px;padding:.08em .3em}
    a{color:var(--accent);text-underline-offset:.15em}
    bdi{unicode-bidi:isolate}
    .dim{color:var(--dim)}
    .vh{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);\
    white-space:nowrap}
    .skip{position:absolute;left:-100vw;top:0;z-index:2;background:var(--surface);padding:.6rem 1rem}
    .skip:focus{left:0}
    :focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:6px}
    .page{display:flex;flex-direction:column;gap:1.5rem;max-width:1400px;margin:0 auto;
    padding:2.25rem clamp(1rem,4vw,3rem) 3rem}
    /* The overview is written last, because it is known last, and shown first. */
    .page>header{order:-3}.overview{order:-2}
    .brand{font-size:.8125rem;font-weight:650;letter-spacing:.08em;text-transform:uppercase;
    color:var(--dim)}
    h1{font-size:clamp(1.6rem,1.1rem + 1.9vw,2.4rem);line-height:1.15;font-weight:680;
    letter-spacing:-.02em;margin:.3rem 0 .45rem}
    .meta{color:var(--dim);font-size:.9375rem}
    .overview{background:var(--surface);border:1px solid var(--line);border-radius:14px;
    padding:1.25rem 1.4rem 1.3rem;box-shadow:var(--shadow)}
    .overview h2{font-size:1.25rem;line-height:1.3;font-weight:620;letter-spacing:-.01em}
    .bar{display:block;width:100%;height:10px;border-radius:5px;margin:.95rem 0 1rem;
    background:var(--sunk)}
    .bar .block{fill:var(--bar-block)}.bar .review{fill:var(--bar-review)}
    .bar .pass{fill:var(--bar-pass)}.bar .notInspected{fill:var(--bar-notInspected)}
    .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(9rem,45%),1fr));gap:.5rem 1.5rem}
    .tiles b{display:block;font-size:1.7rem;line-height:1.15;font-weight:640;
    font-variant-numeric:tabular-nums}
    .tiles span{font-size:.9375rem;color:var(--dim)}
    .tiles .block b{color:var(--block)}.tiles .review b{color:var(--review)}
    .tiles .pass b{color:var(--pass)}.tiles .notInspected b{color:var(--notInspected)}
    .tiles .zero b{color:var(--dim)}
    .overview .remark{margin-top:.9rem;color:var(--dim);font-size:.9375rem}
    .overview .remark+.remark{margin-top:.2rem}
    .tools{display:flex;flex-wrap:wrap;gap:.75rem .6rem;align-items:center}
    .chips{display:flex;flex-wrap:wrap;gap:.4rem}
    .chips label{position:relative;display:inline-flex;align-items:center;gap:.4em;cursor:pointer;
    border:1px solid var(--line);background:var(--surface);border-radius:99px;
    padding:.34rem .85rem;font-size:.9375rem;line-height:1.3}
    .chips input{position:absolute;opacity:0;inset:0;margin:0;cursor:pointer}
    .chips label:has(:checked){background:var(--text);border-color:var(--text);color:var(--ground)}
    .chips label:has(:focus-visible){outline:3px solid var(--accent);outline-offset:2px}
    .chips output{font-variant-numeric:tabular-nums;opacity:.8}
    .field{display:flex;align-items:center;gap:.5rem;font-size:.9375rem}
    input[type=search],select,button{font:inherit;font-size:.9375rem;color:var(--text);
    background:var(--surface);border:1px solid var(--line);border-radius:9px;padding:.4rem .7rem;
    max-width:100%}
    .field:has(input){flex:1 1 17rem;max-width:26rem}input[type=search]{width:100%}
    ::placeholder{color:var(--dim);opacity:1}
    button{cursor:pointer}button:hover:not(:disabled),.chips label:hover{border-color:var(--dim)}
    button:disabled{color:var(--dim);cursor:default;opacity:.6}
    .chips{flex:1 0 100%}
    .count{color:var(--dim);font-size:.9375rem;margin-left:auto}
    .gallery{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(15.5rem,100%),1fr));
    gap:1.1rem;align-items:start;grid-auto-flow:dense;content-visibility:auto;
    contain-intrinsic-size:auto 100rem}
    .gallery+.gallery{margin-top:1.1rem}
    .card{background:var(--surface);border:1px solid var(--line);border-radius:14px;
    box-shadow:var(--shadow);content-visibility:auto;contain-intrinsic-size:auto 21rem;min-width:0}
    .card[open]{grid-column:1/-1;contain-intrinsic-size:auto 60rem}
    [hidden],.scripted:not(.ready) main{display:none!important}
    .tools:has(#f-block:checked)~main .card:not(.block),.tools:has(#f-review:checked)~main .card:not(.review),
    .tools:has(#f-pass:checked)~main .card:not(.pass),
    .tools:has(#f-notInspected:checked)~main .card:not(.notInspected){display:none}
    summary{cursor:pointer;list-style:none;border-radius:14px}
    summary::-webkit-details-marker{display:none}
    .frame{position:relative;overflow:hidden;border-radius:13px 13px 0 0;background:var(--sunk);
    aspect-ratio:4/3;display:grid;place-items:center}
    .frame img{display:block;width:100%;height:100%;object-fit:cover}
    .frame .none{color:var(--dim);font-size:.9375rem;text-align:center;padding:1rem}
    .frame svg{position:absolute;inset:0;width:100%;height:100%;display:none}
    .faces rect{fill:none;stroke:#fff;stroke-width:2.5;vector-effect:non-scaling-stroke}
    .faces rect.edge{stroke:#000;stroke-width:5;opacity:.55}
    .words{padding:.85rem 1rem 1rem}
    .pill{display:inline-flex;align-items:center;gap:.4em;font-size:.8125rem;font-weight:620;
    line-height:1;border-radius:99px;padding:.38em .7em .4em .55em}
    .pill svg{width:1em;height:1em;flex:none;fill:none;stroke:currentColor;stroke-width:2;
    stroke-linecap:round;stroke-linejoin:round}
    .block .pill{color:var(--block);background:var(--block-g)}
    .review .pill{color:var(--review);background:var(--review-g)}
    .pass .pill{color:var(--pass);background:var(--pass-g)}
    .notInspected .pill{color:var(--notInspected);background:var(--notInspected-g)}
    .card h3{font-size:1rem;line-height:1.35;font-weight:620;margin:.6rem 0 .1rem}
    .folder{font-size:.8125rem;color:var(--dim)}
    .origin{font-size:.9375rem;margin-top:.45rem}
    .why{font-size:.9375rem;color:var(--dim);margin-top:.15rem}
    details:not([open]) .folder{white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
    details:not([open]) :is(.why,h3,.origin){display:-webkit-box;-webkit-box-orient:vertical;
    -webkit-line-clamp:2;overflow:hidden}
    .more,.sentence{display:none}
    .sentence{font-size:1.0625rem;margin-top:.35rem;max-width:46rem}
    details[open]>summary .sentence{display:block}
    details[open]>summary .more{display:block;font-size:.875rem;color:var(--accent);\
    margin-top:.8rem}
    details[open]>summary{display:grid;grid-template-columns:minmax(0,26rem) minmax(0,1fr)}
    details[open]>summary .frame{aspect-ratio:auto;align-self:start;border-radius:13px 0 13px 0;\
    min-height:12rem}
    details[open]>summary .frame img{object-fit:contain;height:auto;max-height:34rem}
    details[open]>summary .frame svg.faces{display:block}
    details[open]>summary .words{padding:1.4rem 1.6rem}
    details[open]>summary h3{font-size:1.35rem;letter-spacing:-.01em;margin-top:.75rem}
    details[open]>summary .origin{font-size:1.0625rem;font-weight:620;margin-top:.9rem;
    max-width:46rem}
    details[open]>summary .why{display:none}
    .detail{padding:1.4rem 1.6rem 1.6rem;display:grid;gap:1.6rem;
    grid-template-columns:minmax(0,1fr)}
    .detail h4{font-size:1.0625rem;font-weight:640;letter-spacing:-.005em;margin-bottom:.55rem}
    .detail h4+.dim{margin:-.35rem 0 .6rem;font-size:.9375rem}
    .act{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(22rem,100%),1fr));gap:1rem}
    .act>section{border-radius:11px;padding:1rem 1.15rem 1.1rem;background:var(--sunk)}
    .block .act>.next{background:var(--block-g)}.review .act>.next{background:var(--review-g)}
    .notInspected .act>.next{background:var(--notInspected-g)}
    .pass .act>.next{background:var(--pass-g)}
    .act li+li{margin-top:.7rem}
    .next ol{counter-reset:step}
    .next ol li{counter-increment:step;display:grid;grid-template-columns:1.6em 1fr}
    .next ol li::before{content:counter(step)".";font-weight:640}
    .next code,.finding code{background:color-mix(in srgb,var(--text) 9%,transparent)}
    .finding .head{font-weight:620}
    .finding .small{font-size:.875rem;color:var(--dim);margin-top:.15rem}
    .waived{opacity:.95}
    .block .finding .small,.next .small{color:inherit}
    .scroll{overflow-x:auto}
    table{border-collapse:collapse;width:100%;font-size:.9375rem}
    th{text-align:left;font-weight:600;font-size:.8125rem;color:var(--dim);\
    padding:.3rem .9rem .3rem 0;white-space:nowrap}
    td{vertical-align:top;border-top:1px solid var(--line);padding:.45rem .9rem .5rem 0;\
    min-width:7rem}
    @media(min-width:46.01rem){.three{table-layout:fixed}.three th:first-child{width:24%}
    .three th:nth-child(2){width:44%}}
    td .sub{display:block;font-size:.8438rem;color:var(--dim)}
    .kind{font-size:.9375rem;font-weight:620;margin:1rem 0 0}
    .kind:first-of-type{margin-top:0}
    .kind .dim{font-weight:400}
    .facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(13rem,100%),1fr));\
    gap:.75rem 1.5rem}
    p+.facts,p+.scroll{margin-top:.75rem}.facts+.tree{margin-top:1.2rem}
    .facts dt{font-size:.8125rem;color:var(--dim)}
    .facts dd{font-size:.9375rem}
    .facts .wide{grid-column:1/-1}
    .tree ul{margin-left:.55rem;padding-left:1.1rem;border-left:2px solid var(--line)}
    .tree li{padding:.35rem 0}
    .tree .name{font-weight:600}
    .tree .sub{display:block;font-size:.875rem;color:var(--dim)}
    .tree .bad{color:var(--block)}
    .figures{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(15rem,100%),1fr));\
    gap:1rem;margin-top:1rem}
    figure img{display:block;width:100%;height:auto;border-radius:9px;border:1px solid var(--line);
    image-rendering:auto;background:var(--sunk)}
    .crop img{display:block;width:6rem;height:auto;border-radius:9px;border:1px solid var(--line);
    margin:.1rem 0 .4rem;background:var(--sunk)}
    figcaption{font-size:.875rem;margin-top:.4rem;color:var(--dim)}
    figcaption b{color:var(--text);font-weight:620}
    meter{width:100%;max-width:16rem;height:.8rem;display:block;margin:.3rem 0}
    .pager{display:flex;gap:.6rem;align-items:center;justify-content:center;\
    font-size:.9375rem;color:var(--dim)}
    .empty{padding:3rem 1rem;text-align:center;color:var(--dim)}
    footer{border-top:1px solid var(--line);padding-top:1.1rem;color:var(--dim);font-size:.875rem;
    display:grid;gap:.3rem}
    @media(max-width:46rem){
    details[open]>summary{grid-template-columns:minmax(0,1fr)}
    details[open]>summary .frame{border-radius:13px 13px 0 0}
    details[open]>summary .words{padding:1.1rem 1.1rem .9rem}
    .detail{padding:.3rem 1.1rem 1.2rem}
    .scroll table,.scroll tbody,.scroll tr,.scroll td{display:block}
    .scroll thead{position:absolute;clip-path:inset(50%)}
    .scroll tr{border-top:1px solid var(--line);padding:.5rem 0}
    .scroll td{border:0;padding:.1rem 0}.scroll td:first-child{font-weight:620}
    .field:has(input){flex-basis:100%;max-width:none}.count{margin-left:0}}
    @media(max-width:30rem){.gallery{grid-template-columns:1fr}
    .card{contain-intrinsic-size:auto 8rem}
    details:not([open])>summary{display:grid;grid-template-columns:7rem minmax(0,1fr)}
    details:not([open])>summary .frame{border-radius:13px 0 0 13px;aspect-ratio:auto;min-height:100%}
    details:not([open])>summary .frame img{position:absolute;inset:0}}
    @media(prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}
    .card{transition:border-color .15s}.card:hover{border-color:var(--dim)}}
    @media(forced-colors:active){.pill,.chips label,.card{border:1px solid}}
    @media print{
    :root{--ground:#fff;--surface:#fff;--sunk:#f2f2f2;--line:#bbb;--text:#000;--dim:#444;
    --block:#8f1d16;--review:#6b4300;--pass:#14532d;--notInspected:#463a72;--accent:#000;
    --block-g:#fff;--review-g:#fff;--pass-g:#fff;--notInspected-g:#fff;--shadow:none}
    .page{padding:0;max-width:none}.tools,.pager,.skip,.more{display:none!important}
    .gallery{display:block;content-visibility:visible}
    .card{break-inside:avoid-page;margin-bottom:.8rem;content-visibility:visible}
    .card[open]{break-inside:auto}
    details::details-content{content-visibility:visible;height:auto}
    summary,details[open]>summary{display:grid;grid-template-columns:9rem minmax(0,1fr)}
    .frame{border-radius:0}.pill,.act>section{border:1px solid}
    tr,figure,.finding,.next li,.overview{break-inside:avoid}h4,h5{break-after:avoid}
    .figures{grid-template-columns:repeat(3,1fr)}}
    """
}
