-- courses
DO 0;
