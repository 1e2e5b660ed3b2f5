-- events
DO 0;
