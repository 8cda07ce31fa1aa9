-- The peer's tables: what the ledger keeps of a sale, as one would lay it out in PostgreSQL.
CREATE TABLE sale (
    terminal integer NOT NULL,
    epoch integer NOT NULL,
    seq bigint NOT NULL,
    hash bytea NOT NULL,
    settle_date date NOT NULL,
    record text NOT NULL,
    PRIMARY KEY (terminal, epoch, seq)
);
CREATE TABLE posting (
    terminal integer NOT NULL,
    epoch integer NOT NULL,
    seq bigint NOT NULL,
    line integer NOT NULL,
    account integer NOT NULL,
    amount bigint NOT NULL CHECK (amount <> 0),
    PRIMARY KEY (terminal, epoch, seq, line)
);
CREATE TABLE balance (
    account integer NOT NULL,
    settle_date date NOT NULL,
    debit bigint NOT NULL,
    credit bigint NOT NULL,
    PRIMARY KEY (account, settle_date)
);
