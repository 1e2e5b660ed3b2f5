-- mail
DO 0;
