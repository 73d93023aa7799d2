"""The twelve questions put to a peer over the same rows: DuckDB over Parquet, or plain PostgreSQL.

Arguments: engine, place (folder or URL), entries.csv, units.csv, focus as JSON, runs.
Prints JSON: milliseconds to load, and of each question p50, p95 in milliseconds and its rows.
"""

import json
import sys
import time

PAID = "kind = '支付'"
BUDGET = "kind IN ('年初预算', '预算调整')"
CURRENT = "SUM(CASE WHEN kind IN ('年初预算', '预算调整') THEN amount END)"
PAY = "SUM(CASE WHEN kind = '支付' THEN amount END)"
EITHER = "kind IN ('年初预算', '预算调整', '支付')"
THREE = "('30212', '30217', '30231', '30913', '31013')"
JOINED = "entries e JOIN units u ON u.code = e.unit"


def questions(focus):
    year, department, unit = focus["year"], focus["department"], focus["unit"]
    of = f"year = {year}"
    return {
        "Q1": f"SELECT month, SUM(amount) FROM entries WHERE {of} AND {PAID} GROUP BY month",
        "Q2": f"SELECT department, {CURRENT}, {PAY} FROM {JOINED} WHERE {of} AND {EITHER} GROUP BY department",
        "Q3": f"SELECT region, {CURRENT}, {PAY} FROM {JOINED} WHERE {of} AND {EITHER} "
        f"AND month <= {year}09 GROUP BY region",
        "Q4": f"SELECT SUBSTR(func, 1, 3), {CURRENT}, {PAY} FROM entries WHERE {of} AND {EITHER} GROUP BY 1",
        "Q5": f"SELECT SUBSTR(eco, 1, 3), month, SUM(amount) FROM entries WHERE {of} AND {PAID} GROUP BY 1, 2",
        "Q6": f"SELECT unit, month, SUM(amount) FROM {JOINED} WHERE {of} AND {PAID} "
        f"AND department = '{department}' GROUP BY unit, month",
        "Q7": f"SELECT project, {CURRENT}, {PAY}, COALESCE({CURRENT}, 0) - COALESCE({PAY}, 0) FROM entries "
        f"WHERE {of} AND {EITHER} AND unit = '{unit}' GROUP BY project",
        "Q8": f"SELECT payee, SUM(amount) FROM entries WHERE {of} AND {PAID} GROUP BY payee "
        "ORDER BY 2 DESC, 1 LIMIT 20",
        "Q9": f"SELECT payee, SUM(amount) FROM entries WHERE {of} AND {PAID} AND unit = '{unit}' "
        "GROUP BY payee ORDER BY 2 DESC, 1 LIMIT 20",
        "Q10": f"SELECT department, COALESCE(SUM(CASE WHEN month = {year}12 THEN amount END), 0) AS part, "
        f"SUM(amount) AS whole FROM {JOINED} WHERE {of} AND {PAID} GROUP BY department "
        "HAVING SUM(amount) > 0 ORDER BY CAST(COALESCE(SUM(CASE WHEN month = "
        f"{year}12 THEN amount END), 0) AS DOUBLE PRECISION) / SUM(amount) DESC, 1 LIMIT 20",
        "Q11": f"SELECT SUBSTR(func, 1, 3), year, SUM(amount) FROM entries "
        f"WHERE year BETWEEN {year - 2} AND {year} AND {PAID} GROUP BY 1, 2",
        "Q12": f"SELECT department, SUM(CASE WHEN year = {year} THEN amount END), "
        f"SUM(CASE WHEN year = {year - 1} THEN amount END) FROM {JOINED} "
        f"WHERE year BETWEEN {year - 1} AND {year} AND {PAID} AND eco IN {THREE} GROUP BY department",
    }


def duckdb_peer(place, entries, units):
    import duckdb

    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    texts = "{'unit': 'VARCHAR', 'project': 'VARCHAR', 'fund': 'VARCHAR', 'func': 'VARCHAR', 'eco': 'VARCHAR'}"
    connection.execute(
        f"COPY (SELECT * FROM read_csv('{entries}', header = true, types = {texts})) "
        f"TO '{place}/entries.parquet' (FORMAT parquet, COMPRESSION zstd)"
    )
    connection.execute(f"CREATE VIEW entries AS SELECT * FROM '{place}/entries.parquet'")
    connection.execute(
        f"CREATE TABLE units AS SELECT * FROM read_csv('{units}', header = true, all_varchar = true)"
    )
    return lambda sql: connection.execute(sql).fetchall()


def postgres_peer(url, entries, units):
    import psycopg

    connection = psycopg.connect(url, autocommit=True)
    connection.execute(
        "CREATE TABLE entries (year INT, unit TEXT, project TEXT, fund TEXT, func TEXT, eco TEXT, "
        "payee TEXT, kind TEXT, month INT, amount BIGINT)"
    )
    connection.execute("CREATE TABLE units (code TEXT PRIMARY KEY, department TEXT, region TEXT)")
    for table, path in (("entries", entries), ("units", units)):
        with connection.cursor().copy(f"COPY {table} FROM STDIN (FORMAT csv, HEADER)") as copy:
            with open(path, "rb") as file:
                while chunk := file.read(1 << 20):
                    copy.write(chunk)
    connection.execute("CREATE INDEX ON entries (year, kind)")
    connection.execute("CREATE INDEX ON entries (unit, year, kind)")
    connection.execute("CREATE INDEX ON entries (eco, year)")
    connection.execute("VACUUM ANALYZE entries")
    connection.execute("ANALYZE units")
    return lambda sql: connection.execute(sql).fetchall()


def text(value):
    return "" if value is None else str(int(value)) if not isinstance(value, str) else value


def main():
    engine, place, entries, units, focus, runs = sys.argv[1:7]
    peer = {"duckdb": duckdb_peer, "postgres": postgres_peer}[engine]
    begun = time.perf_counter()
    ask = peer(place, entries, units)
    answer = {"load": round((time.perf_counter() - begun) * 1000), "questions": {}}
    for name, sql in questions(json.loads(focus)).items():
        ask(sql)
        times = []
        for _ in range(int(runs)):
            begun = time.perf_counter()
            rows = ask(sql)
            times.append((time.perf_counter() - begun) * 1000)
        times.sort()
        at = lambda share: times[min(len(times) - 1, int(len(times) * share))]
        answer["questions"][name] = {
            "p50": round(at(0.5), 3),
            "p95": round(at(0.95), 3),
            "rows": [[text(v) for v in row] for row in rows],
        }
    print(json.dumps(answer, ensure_ascii=False))


main()
