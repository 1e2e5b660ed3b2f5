-- segments
DO 0;
