-- imports
DO 0;
