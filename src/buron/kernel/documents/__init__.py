"""Documents: one model of blocks, and the writers that turn it into HTML, PDF, DOCX and XLSX.

``blocks`` holds the model. ``html.html_fragment`` and ``html.html_page``, ``typst.pdf_bytes``,
``docx.docx_bytes`` and ``xlsx.xlsx_bytes`` write a whole document; ``tabular`` writes rows for exports.
Nothing here reads the database or the network.
"""
