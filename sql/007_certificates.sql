-- certificates
DO 0;
