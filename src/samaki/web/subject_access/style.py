"""The style of the page that is handed over."""

STYLE = """
body{margin:0;background:#fff;color:#1a1a1a;font:1.05rem/1.6 "Noto Sans","Noto Sans Khmer","Khmer OS",system-ui,sans-serif}
main{max-width:42rem;margin:0 auto;padding:1rem}
h1{font-size:1.6rem;line-height:1.3}h2{font-size:1.25rem;margin-top:2rem;border-top:2px solid #1a1a1a;padding-top:.5rem}
p,li,h1,h2{overflow-wrap:anywhere}ul{list-style:none;padding:0}li{margin:0 0 1rem;padding-left:.75rem;border-left:3px solid #767676}
.text{white-space:pre-line;margin:.25rem 0}.meta{margin:.25rem 0;color:#4a4a4a;font-size:.95rem}
footer{margin-top:2rem;border-top:2px solid #1a1a1a}
@media print{li{break-inside:avoid}h2{break-after:avoid}main{max-width:none;padding:0}}
"""
"""Stands in the page itself: it is opened where there is no server."""
