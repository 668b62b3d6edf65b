"""Tables of other people (Word, Excel, CSV, web pages), both ways.

``sources`` turns bytes into grids of cells, one file a kind; ``head`` finds the indicator table,
``cells`` reads a cell, ``draft`` makes a plan of the rows, ``export`` turns a plan into a table.
"""
