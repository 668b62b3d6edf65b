"""The workbook with live formulas: what stands in its cells, and the file that it is written to."""
