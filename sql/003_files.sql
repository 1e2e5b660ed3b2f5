-- files
DO 0;
