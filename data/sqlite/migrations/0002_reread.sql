-- The snapshot whose bytes a run read again, 0 where the bytes were new.
ALTER TABLE run ADD COLUMN reread INTEGER NOT NULL DEFAULT 0;
