-- orders
DO 0;
