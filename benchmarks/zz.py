import os, sys, time, django
from benchmarks import live as L


def main():
    django.setup()
    L._write(990)
    from django.db import connection
    from kpi.figures import aggregates, live
    import kpi.figures.aggregates as A
    from kpi.figures.cells import statement

    b = live()
    got = {}

    class W:
        def __call__(self, execute, sql, params, many, context):
            got["q"] = (sql, params)
            return execute(sql, params, many, context)

    with connection.execute_wrapper(W()):
        aggregates(b, ("project_round", "action"))
    sql, params = got["q"]
    with connection.cursor() as c:
        for wm in ("4MB", "64MB"):
            c.execute(f"SET work_mem='{wm}'")
            t = time.perf_counter()
            c.execute(sql, params)
            c.fetchall()
            print("TIME", wm, time.perf_counter() - t, file=sys.stderr)
            c.execute("EXPLAIN (ANALYZE, BUFFERS OFF, TIMING ON, COSTS OFF) " + sql, params)
            print("\n".join(r[0] for r in c.fetchall()), file=sys.stderr)
    open("/tmp/live.sql", "w").write(sql + "\n--" + repr(params))
    print("[]")


main()
