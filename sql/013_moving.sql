-- moving
DO 0;
