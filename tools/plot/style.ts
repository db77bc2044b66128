/** Colours that people who see red and green alike can tell apart, on white and on black. */
export const style = `
text{font:12px system-ui,-apple-system,"Segoe UI",sans-serif;fill:#24292f}
.title{font-size:17px;font-weight:600}
.label{font-weight:600}
.note,.tick{fill:#57606a}
.tick{font-size:11px;font-variant-numeric:tabular-nums}
.end{text-anchor:end}
.middle{text-anchor:middle}
.page{fill:#fff}
.grid{stroke:#d0d7de;stroke-width:1}
.faint{opacity:.5}
.line{fill:none;stroke-width:1.5;stroke-linejoin:round}
.c0{stroke:#0969da}.c1{stroke:#bc4c00}.c2{stroke:#8250df}.c3{stroke:#1a7f37}.c4{stroke:#57606a}
.mark{stroke:none;opacity:.75}
.m0{fill:#cf222e}.m1{fill:#9a6700}
@media (prefers-color-scheme:dark){
text{fill:#e6edf3}.note,.tick{fill:#9198a1}.page{fill:#0d1117}.grid{stroke:#30363d}
.c0{stroke:#4493f8}.c1{stroke:#db6d28}.c2{stroke:#ab7df8}.c3{stroke:#3fb950}.c4{stroke:#9198a1}
.m0{fill:#f85149}.m1{fill:#d29922}
}
`

/** Of flame graphs: packages differ, what is not ours is grey. */
export const flameStyle = `
text{font:11px ui-monospace,monospace;fill:#24292f}
.title{font:600 17px system-ui,sans-serif}
.page{fill:#fff}
g:hover rect{stroke:#24292f}
.f0{fill:#d0d7de}.f1{fill:#9ecbff}.f2{fill:#ffc680}.f3{fill:#d2b4ff}.f4{fill:#a2e0b0}.f5{fill:#ffb3b8}.f6{fill:#f0dc7a}
`
