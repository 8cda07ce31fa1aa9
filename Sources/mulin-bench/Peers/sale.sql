-- One sale as one transaction; each client of pgbench is a terminal with its own sequence.
\set seq :seq + 1
\set account random(1, 800)
BEGIN;
INSERT INTO sale (terminal, epoch, seq, hash, settle_date, record)
    VALUES (:client_id, 1, :seq, sha256(int8send(:seq)), '2026-03-02', :record);
INSERT INTO posting (terminal, epoch, seq, line, account, amount)
    VALUES (:client_id, 1, :seq, 0, :account, 1850), (:client_id, 1, :seq, 1, 801, 200),
           (:client_id, 1, :seq, 2, 802, 200), (:client_id, 1, :seq, 3, 803, -2250);
INSERT INTO balance (account, settle_date, debit, credit)
    VALUES (:account, '2026-03-02', 1850, 0)
    ON CONFLICT (account, settle_date) DO UPDATE
    SET debit = balance.debit + excluded.debit, credit = balance.credit + excluded.credit;
COMMIT;
