import type { MikroORM } from '@mikro-orm/postgresql';

/** PostgreSQL's own view of the schema, without the list of migrations. Every value is a line of SQL. */
export interface Catalog {
  /** By table, then by column: type, `not null`, default. */
  readonly tables: Record<string, Record<string, string>>;
  /** Labels by enum, in order. */
  readonly enums: Record<string, string[]>;
  /** By name. */
  readonly indexes: Record<string, string>;
  /** Primary, unique and foreign keys and checks, by name. */
  readonly constraints: Record<string, string>;
}

const OURS = `n.nspname = 'public' and c.relname <> 'mikro_orm_migrations'`;

export async function readCatalog(orm: MikroORM): Promise<Catalog> {
  const rows = <T>(query: string) => orm.em.fork().execute<T[]>(query);

  const columns = await rows<{ table: string; column: string; line: string }>(`
    select c.relname as "table", a.attname as "column",
      format_type(a.atttypid, a.atttypmod)
        || case when a.attnotnull then ' not null' else '' end
        || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') as line
    from pg_attribute a
      join pg_class c on c.oid = a.attrelid
      join pg_namespace n on n.oid = c.relnamespace
      left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where c.relkind = 'r' and a.attnum > 0 and not a.attisdropped and ${OURS}
    order by c.relname, a.attnum`);
  const tables: Record<string, Record<string, string>> = {};
  for (const { table, column, line } of columns) (tables[table] ??= {})[column] = line;

  const labels = await rows<{ name: string; labels: string[] }>(`
    select t.typname as name, array_agg(e.enumlabel::text order by e.enumsortorder) as labels
    from pg_enum e join pg_type t on t.oid = e.enumtypid group by t.typname`);
  const indexes = await rows<{ name: string; line: string }>(`
    select i.relname as name, pg_get_indexdef(x.indexrelid) as line
    from pg_index x
      join pg_class i on i.oid = x.indexrelid
      join pg_class c on c.oid = x.indrelid
      join pg_namespace n on n.oid = c.relnamespace
    where ${OURS}`);
  const constraints = await rows<{ name: string; line: string }>(`
    select k.conname as name, pg_get_constraintdef(k.oid) as line
    from pg_constraint k
      join pg_class c on c.oid = k.conrelid
      join pg_namespace n on n.oid = c.relnamespace
    where k.contype <> 'n' and ${OURS}`);

  return {
    tables,
    enums: Object.fromEntries(labels.map(({ name, labels: list }) => [name, list])),
    indexes: Object.fromEntries(indexes.map(({ name, line }) => [name, line])),
    constraints: Object.fromEntries(constraints.map(({ name, line }) => [name, line])),
  };
}
