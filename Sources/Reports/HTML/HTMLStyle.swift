/// The style of a report's page.
enum HTMLStyle {
    /// The SHA-256 digest of `text` in Base64, by which the page's policy allows it; a test holds
    /// both together.
    static let digest = "3hVYU9Ojfvg6skvUOXRC810+cUrvAGfgAQchyjhAOEM="

    /// The style sheet, whose colours have a contrast of at least 4.5 to what is behind them.
    static let text = """
        :root{--page:#fff;--raised:#f6f7f9;--line:#d9dee5;--text:#15181c;--faint:#565f6b;--link:#0b57d0;\
        --bad:#b3261e;--badwash:#fdf0ee;--good:#1a7338;--goodwash:#edf7f0;--odd:#845400;--oddwash:#fdf5e4;\
        --off:#5b6470;--offwash:#eef0f3;--code:#f3f4f7;--c1:#b3261e;--c2:#1a7338;--c3:#845400;--c4:#0b57d0;\
        --c5:#8e24aa;--c6:#006a72;--c7:#4a525c;--c8:#5b6470}
        @media (prefers-color-scheme:dark){:root{--page:#101318;--raised:#171b22;--line:#2b323c;--text:#e7eaee;\
        --faint:#a1abb8;--link:#8ab4f8;--bad:#ff8f86;--badwash:#2c1716;--good:#74d695;--goodwash:#13251a;\
        --odd:#f0c25e;--oddwash:#2a2110;--off:#a8b1bd;--offwash:#20262e;--code:#0b0e12;--c1:#ff8f86;--c2:#74d695;\
        --c3:#f0c25e;--c4:#8ab4f8;--c5:#d7a6f5;--c6:#6fd3dc;--c7:#c9d0d8;--c8:#a1abb8}}
        *{box-sizing:border-box}
        html{scroll-padding-top:1rem}
        body{margin:0;background:var(--page);color:var(--text);font:15px/1.5 system-ui,-apple-system,"Segoe UI",\
        Roboto,"Noto Sans","Liberation Sans",sans-serif;-webkit-text-size-adjust:100%}
        header.top,main,footer{max-width:72rem;margin:0 auto;padding:0 1.25rem}
        code,pre,.own,.place{font-family:ui-monospace,"SF Mono",Menlo,Consolas,"Liberation Mono","DejaVu Sans Mono",\
        monospace;font-size:.9em}
        a{color:var(--link)}
        :focus-visible{outline:2px solid var(--link);outline-offset:2px;border-radius:3px}
        .skip{position:absolute;left:-100rem}
        .skip:focus{left:1rem;top:.5rem;background:var(--page);padding:.25rem .5rem;z-index:2}
        header.top{padding-top:1.75rem}
        .line{display:flex;flex-wrap:wrap;align-items:center;gap:.25rem .75rem}
        h1{font-size:1.6rem;line-height:1.25;margin:0;letter-spacing:-.01em;overflow-wrap:anywhere}
        .verdict{font-weight:650;font-size:.95rem;padding:.1rem .7rem;border-radius:99px;border:1px solid}
        .verdict.failed{color:var(--bad);background:var(--badwash)}
        .verdict.passed{color:var(--good);background:var(--goodwash)}
        .counts{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;list-style:none;padding:0;margin:1rem 0 .5rem;\
        color:var(--faint)}
        .counts b{font-size:1.35rem;font-weight:650;color:var(--text);font-variant-numeric:tabular-nums}
        .counts .failed b,.counts .errors b{color:var(--bad)}
        .counts .passed b{color:var(--good)}
        .counts .flaky b{color:var(--odd)}
        .bar{display:block;width:100%;height:8px;border-radius:4px;background:var(--offwash);margin:0 0 1rem}
        .bar .failed,.bar .errors{fill:var(--bad)}
        .bar .passed{fill:var(--good)}
        .bar .skipped{fill:var(--off);opacity:.45}
        .facts{display:flex;flex-wrap:wrap;gap:.25rem 2rem;margin:0 0 .5rem}
        .facts dt{font-size:.8rem;color:var(--faint)}
        .facts dd{margin:0;overflow-wrap:anywhere}
        .notices{list-style:none;margin:1rem 0 0;padding:0}
        .notices li{padding:.6rem .9rem;border-left:4px solid var(--odd);background:var(--oddwash);\
        border-radius:0 6px 6px 0;margin-bottom:.5rem}
        section{margin:2rem 0 0}
        h2{font-size:1.1rem;display:inline;margin:0}
        .number{color:var(--faint);margin-left:.5rem;font-variant-numeric:tabular-nums}
        section>.number+*{margin-top:.75rem}
        .none,.cut,footer{color:var(--faint)}
        .none{margin:.5rem 0}.rest{margin:.5rem 1rem}
        .list,.group{border:1px solid var(--line);border-radius:8px;overflow:hidden;margin-top:.75rem}
        .case,.row{border-bottom:1px solid var(--line)}
        section>.case{border:1px solid var(--line);border-radius:8px;margin-top:.75rem;overflow:hidden}
        .list>:last-child,.group>:last-child{border-bottom:0}
        .cause{margin:0;padding:.7rem 1rem;background:var(--badwash);border-bottom:1px solid var(--line);\
        display:flex;flex-wrap:wrap;gap:.1rem .75rem;align-items:baseline}
        .cause .message{flex:1 1 20rem}
        summary{cursor:pointer;list-style-position:outside}
        .case>summary,.row,.suite>summary{display:flex;align-items:baseline;gap:.75rem;padding:.5rem 1rem}
        .case>summary::-webkit-details-marker,.suite>summary::-webkit-details-marker{display:none}
        .case>summary:hover,.suite>summary:hover{background:var(--raised)}
        .case>summary::after,.suite>summary::after{content:"";flex:none;width:.45rem;height:.45rem;\
        border:solid var(--faint);border-width:0 2px 2px 0;transform:rotate(-45deg);align-self:center;margin-left:.15rem}
        .case[open]>summary::after,.suite[open]>summary::after{transform:rotate(45deg)}
        .row::after{content:"";flex:none;width:.6rem;margin-left:.02rem}
        .status{flex:none;width:4.2rem;font-size:.8rem;font-weight:600;text-align:center;border-radius:4px;\
        padding:.05rem 0}
        .status.failed,.status.error{color:var(--bad);background:var(--badwash)}
        .status.passed{color:var(--good);background:var(--goodwash)}
        .status.flaky{color:var(--odd);background:var(--oddwash)}
        .status.skipped{color:var(--off);background:var(--offwash)}
        .name{flex:1;min-width:0;overflow-wrap:anywhere}
        .path{display:block;font-size:.8rem;color:var(--faint);line-height:1.3}
        .why{display:block;color:var(--faint);font-size:.9rem;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
        [open]>summary .why{display:none}
        .time{flex:none;color:var(--faint);font-size:.85rem;font-variant-numeric:tabular-nums;text-align:right}
        .mark{flex:none;font-size:.75rem;border:1px solid var(--line);border-radius:99px;padding:0 .5rem;\
        color:var(--odd)}
        .body{padding:.25rem 1rem 1rem;border-top:1px solid var(--line);background:var(--raised)}
        .body p{margin:.6rem 0}
        .body .type{color:var(--faint);font-size:.85rem;margin-bottom:0}
        .message{white-space:pre-wrap;overflow-wrap:anywhere}
        .body .message{font-weight:600}
        .where,.note{color:var(--faint)}
        .where code{color:var(--text)}
        pre{margin:.6rem 0;padding:.75rem .9rem;background:var(--code);border:1px solid var(--line);border-radius:6px;\
        overflow:auto;max-height:32rem;line-height:1.45;tab-size:4}
        .again{display:flex;flex-wrap:wrap;gap:.5rem;align-items:center}
        .again code{background:var(--code);border:1px solid var(--line);border-radius:6px;padding:.2rem .5rem;\
        overflow-wrap:anywhere}
        button,input{font:inherit;font-size:.85rem;color:var(--text);background:var(--page);border:1px solid var(--line);\
        border-radius:6px;padding:.25rem .65rem}
        button{cursor:pointer}
        button:hover{background:var(--raised)}
        button[aria-pressed=true]{background:var(--text);color:var(--page);border-color:var(--text)}
        .output>summary{color:var(--link);font-size:.9rem;margin:.4rem 0 0 1rem}
        .properties{display:grid;grid-template-columns:minmax(6rem,auto) 1fr;gap:.1rem 1rem;margin:.75rem 0 0;\
        font-size:.85rem}
        .properties dt{color:var(--faint);overflow-wrap:anywhere}
        .properties dd{margin:0;overflow-wrap:anywhere}
        .suite{border:1px solid var(--line);border-radius:8px;margin-top:.5rem;overflow:hidden}
        .suite>summary .name{font-weight:550}
        .suite .list{border-width:1px 0 0;border-radius:0;margin:0}
        .suite .row{content-visibility:auto;contain-intrinsic-size:auto 2.4rem}
        .count{color:var(--faint);font-size:.85rem;flex:none}
        .bad{color:var(--bad)}
        .filters{display:flex;flex-wrap:wrap;gap:.5rem .75rem;align-items:center;margin:.75rem 0}
        .filters[hidden]{display:none}
        .filters input{flex:1 1 16rem;padding:.4rem .7rem}
        .filters div{display:flex;flex-wrap:wrap;gap:.25rem}
        #shown{color:var(--faint);font-size:.85rem}
        table{border-collapse:collapse;width:100%;margin-top:.75rem}
        td{padding:.35rem .75rem .35rem 0;border-bottom:1px solid var(--line);overflow-wrap:anywhere;vertical-align:top}
        td.time{white-space:nowrap;width:5rem;padding-right:1rem}
        td.share{width:25%;vertical-align:middle}
        .share svg{display:block;width:100%;height:8px}
        .share rect{fill:var(--link);opacity:.6}
        .plain{padding-left:1.2rem;overflow-wrap:anywhere}
        footer{margin-top:3rem;padding-bottom:2rem;font-size:.85rem}
        .b{font-weight:700}.d{opacity:.75}.u{text-decoration:underline}
        .c1,.c9{color:var(--c1)}.c2,.c10{color:var(--c2)}.c3,.c11{color:var(--c3)}.c4,.c12{color:var(--c4)}
        .c5,.c13{color:var(--c5)}.c6,.c14{color:var(--c6)}.c7,.c15{color:var(--c7)}.c8{color:var(--c8)}
        .gone{display:none!important}
        @media (max-width:40rem){header.top,main,footer{padding-left:.9rem;padding-right:.9rem}
        .case>summary,.row,.suite>summary{gap:.5rem;padding:.5rem .7rem;flex-wrap:wrap}
        .name{flex:1 1 55%}.status{width:3.8rem}.body{padding-left:.7rem;padding-right:.7rem}
        td.share{display:none}.properties{grid-template-columns:1fr}.properties dd{margin-bottom:.35rem}}
        @media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
        @media print{.filters,.copy,.skip{display:none}pre{max-height:none;white-space:pre-wrap}\
        .case,.row{break-inside:avoid}}
        """
}
