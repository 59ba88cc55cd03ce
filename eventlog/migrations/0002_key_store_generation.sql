-- By this processes learn that another has retired or destroyed keys.
CREATE TABLE generation (number INTEGER NOT NULL) STRICT;
INSERT INTO generation VALUES (0);
