namespace RobotPolicy.Cli.Output.Pages;

/// <summary>What all pages look like, light and dark. A page adds what only it has.</summary>
internal static class PageStyle
{
    /// <summary>Colours, text, facts, notes, figures and keys.</summary>
    public const string Base = """
        :root{color-scheme:light dark;--bg:#fcfcfb;--ink:#1d2126;--dim:#646c76;--line:#dfe2e6;--card:#fff;--run:#2f6fb3;--mean:#14508c;--band:#e08a1e;--fail:#c2304a;--ok:#1c7a4a;--warn:#a35c00}
        @media(prefers-color-scheme:dark){:root{--bg:#15181c;--ink:#e7eaee;--dim:#98a1ac;--line:#31373e;--card:#1c2025;--run:#6aa6e6;--mean:#a9cffa;--band:#f0a94a;--fail:#ff7088;--ok:#5cc58f;--warn:#eaa24a}}
        *{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
        main{max-width:60rem;margin:0 auto;padding:2rem 1.25rem 4rem}h1{font-size:1.6rem;line-height:1.2;margin:0 0 .25rem}h2{font-size:1.1rem;margin:0}
        .dim{color:var(--dim)}.hash{font:13px/1.4 ui-monospace,monospace;overflow-wrap:anywhere;color:var(--dim)}
        .facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr));gap:1px;background:var(--line);border:1px solid var(--line);border-radius:8px;overflow:hidden;margin:1.25rem 0}
        .facts div{background:var(--card);padding:.7rem .9rem}.facts b{display:block;font-size:1.25rem;font-variant-numeric:tabular-nums}.facts span{font-size:.82rem;color:var(--dim)}
        .note{border-left:4px solid var(--ok);background:var(--card);padding:.8rem 1rem;border-radius:0 8px 8px 0}.note.no{border-color:var(--warn)}.note p{margin:0}
        figure{margin:1.5rem 0 0;background:var(--card);border:1px solid var(--line);border-radius:8px;padding:1rem}
        figcaption{display:flex;flex-wrap:wrap;gap:.25rem 1rem;justify-content:space-between;align-items:baseline;margin-bottom:.5rem}
        svg{display:block;width:100%;height:auto}svg text{fill:var(--dim);font:12px system-ui,sans-serif;font-variant-numeric:tabular-nums}
        .grid{stroke:var(--line);stroke-width:1}
        .key{display:flex;flex-wrap:wrap;gap:.3rem 1.1rem;font-size:.85rem;color:var(--dim);margin-top:.5rem}.key svg{display:inline-block;width:28px;height:10px;margin-right:.4rem;vertical-align:middle}
        ul{padding-left:1.2rem}li{margin:.2rem 0}
        """;

    /// <summary>Wide pages about a log: timelines, curves over time, bars, tables.</summary>
    public const string Log = """
        :root{--policy:#2f6fb3;--human:#8a4fbf;--hold:#e08a1e;--retry:#2a9d8f;--stop:#c2304a;--wait:#9fb4cb;--idle:#e6e9ec}
        @media(prefers-color-scheme:dark){:root{--policy:#5b9be0;--human:#b98aea;--hold:#f0a94a;--retry:#52c7b8;--stop:#ff7088;--wait:#4d6076;--idle:#2a3037}}
        main{max-width:74rem}.facts{grid-template-columns:repeat(auto-fit,minmax(7.5rem,1fr))}td:first-child,td:nth-child(2){white-space:nowrap}section{margin-top:2.5rem}section>h2{font-size:1.25rem;margin-bottom:.2rem}section>p{margin:.2rem 0 .8rem;max-width:60rem}h3{font-size:1rem;margin:1.4rem 0 .3rem}
        .policy{fill:var(--policy)}.human{fill:var(--human)}.hold{fill:var(--hold)}.retry{fill:var(--retry)}.stop{fill:var(--stop)}.waiting{fill:var(--wait)}.idle{fill:var(--idle)}
        .was,.now,.diff,.limit,.mark{fill:none;stroke-linejoin:round;vector-effect:non-scaling-stroke}
        .was{stroke:var(--run);stroke-width:4;opacity:.45}.now{stroke:var(--ink);stroke-width:1.2}.diff{stroke:var(--fail);stroke-width:1.2}
        .limit{stroke:var(--band);stroke-width:1.5;stroke-dasharray:6 4}.mark{stroke:var(--dim);stroke-width:1;stroke-dasharray:2 3}
        .task{fill:var(--card);stroke:var(--dim)}.task.success{stroke:var(--ok);fill:color-mix(in srgb,var(--ok) 16%,var(--card))}.task.failure{stroke:var(--fail);fill:color-mix(in srgb,var(--fail) 14%,var(--card))}
        .alert{fill:var(--stop)}.takeover{fill:var(--human)}.drop{fill:var(--ink)}.bar{fill:var(--run)}.bar2{fill:var(--band)}svg text.in{fill:var(--ink)}
        .scroll{overflow-x:auto;border:1px solid var(--line);border-radius:8px;background:var(--card);margin:.6rem 0}
        table{border-collapse:collapse;width:100%;font-size:.88rem;font-variant-numeric:tabular-nums}th,td{text-align:left;padding:.38rem .7rem;border-top:1px solid var(--line);vertical-align:top}
        tr:first-child>th{border-top:0}th{font-weight:600;color:var(--dim);white-space:nowrap}td.n,th.n{text-align:right;white-space:nowrap}td.good{color:var(--ok)}td.bad{color:var(--fail)}td.warn{color:var(--warn)}td.dim{color:var(--dim)}
        .how{border-bottom:1px dotted var(--dim);cursor:help}.key i{display:inline-block;width:14px;height:14px;border-radius:3px;margin-right:.4rem;vertical-align:-2px}
        .joints{display:grid;grid-template-columns:repeat(auto-fit,minmax(30rem,1fr));gap:1rem}.joints figure{margin:0;min-width:0}
        @media(max-width:34rem){.joints{grid-template-columns:1fr}}
        nav{display:flex;flex-wrap:wrap;gap:.2rem 1rem;font-size:.9rem;margin:1rem 0 0}nav a{color:var(--run)}dl{margin:.5rem 0}dt{font-weight:600;margin-top:.8rem}dd{margin:0}code{font:.88em ui-monospace,monospace}
        """;
}
