-- Everything in the log's schema that decides what may become of its rows, one line each.
SELECT line FROM (
    SELECT 'relation ' || c.relname || ': ' || c.relkind::text || c.relpersistence::text
        || CASE WHEN c.relrowsecurity OR c.relforcerowsecurity THEN ' row security' ELSE '' END
        || CASE WHEN c.relreplident IN ('d', 'n') THEN '' ELSE ' replica identity' END AS line
    FROM pg_class AS c WHERE c.relnamespace = 'registro_log'::regnamespace
UNION ALL
    SELECT 'column ' || c.relname || '.' || a.attname || ': ' || format_type(a.atttypid, a.atttypmod)
        || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
        || CASE WHEN a.attidentity = '' THEN '' ELSE ' identity ' || a.attidentity::text END
        || coalesce(' collate ' || o.collname, '')
        || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')
    FROM pg_class AS c
    JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0
    LEFT JOIN pg_attrdef AS d ON d.adrelid = c.oid AND d.adnum = a.attnum
    LEFT JOIN pg_collation AS o ON o.oid = a.attcollation AND o.collname <> 'default'
    WHERE c.relnamespace = 'registro_log'::regnamespace AND c.relkind IN ('r', 'p', 'f', 'v', 'm')
UNION ALL
    SELECT 'constraint ' || r.conname || ': ' || pg_get_constraintdef(r.oid)
        || CASE WHEN r.convalidated THEN '' ELSE ' not validated' END
    FROM pg_constraint AS r
    WHERE r.connamespace = 'registro_log'::regnamespace AND r.contype IN ('p', 'u', 'c', 'f', 'x')
UNION ALL
    SELECT 'index ' || pg_get_indexdef(i.indexrelid)
        || CASE WHEN i.indisvalid AND i.indisready AND i.indimmediate THEN '' ELSE ' not in use' END
    FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indrelid
    WHERE c.relnamespace = 'registro_log'::regnamespace
UNION ALL
    SELECT 'trigger ' || c.relname || ': ' || pg_get_triggerdef(t.oid) || ' enabled ' || t.tgenabled::text
    FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid
    WHERE c.relnamespace = 'registro_log'::regnamespace AND (NOT t.tgisinternal OR t.tgenabled NOT IN ('O', 'A'))
UNION ALL
    SELECT 'rule ' || c.relname || ': ' || pg_get_ruledef(r.oid)
    FROM pg_rewrite AS r JOIN pg_class AS c ON c.oid = r.ev_class
    WHERE c.relnamespace = 'registro_log'::regnamespace
UNION ALL
    -- Rows of a table that inherits are seen in its parent, and none of the parent's guards protects them.
    SELECT 'child ' || h.inhrelid::regclass::text || ' of ' || c.relname
    FROM pg_inherits AS h JOIN pg_class AS c ON c.oid = h.inhparent
    WHERE c.relnamespace = 'registro_log'::regnamespace AND c.relkind IN ('r', 'p')
UNION ALL
    SELECT 'function ' || p.proname || '(' || pg_get_function_identity_arguments(p.oid) || '): '
        || pg_get_function_result(p.oid) || CASE WHEN p.prosecdef THEN ' security definer' ELSE '' END
        || coalesce(' set ' || array_to_string(p.proconfig, '; '), '')
        || ' body ' || encode(sha256(convert_to(p.prosrc, 'UTF8')), 'hex')
    FROM pg_proc AS p WHERE p.pronamespace = 'registro_log'::regnamespace
) AS object ORDER BY line COLLATE "C"
