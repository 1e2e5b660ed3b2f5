-- credits
DO 0;
