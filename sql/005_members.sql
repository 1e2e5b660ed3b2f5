-- members
DO 0;
