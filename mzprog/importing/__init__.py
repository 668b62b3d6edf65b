"""From the tables people have (Word, Excel, CSV, web pages) to plan files.

``sources`` turns bytes into grids of cells, one file a kind; ``head`` finds the indicator table,
``cells`` reads a cell, ``draft`` makes a plan of the rows, ``tree`` writes it as a commented file.
"""
