// Writes a settlement file through libxml2's xmlTextWriter: the peer of Mulin's own writer.
//
//     cc -O2 settlement_writer.c -o settlement_writer $(pkg-config --cflags --libs libxml-2.0)
//     ./settlement_writer FILE [TRANSACTIONS]
//
// The content follows from the row number alone, by the same formulas as in the Swift bench, so
// both files must be the same to the byte. Prints the seconds between opening the file and having
// it on the disk. Like a plain program it checks nothing but the final result.

#include <fcntl.h>
#include <libxml/xmlwriter.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { MERCHANTS = 115 };
enum { B_DISTRICT, C_DISTRICT, C_STREET, CLAIMS };
enum { CLAIMED, SUSPENSE, STATES };
enum { DISTRICT, STREET, FUNDS };
enum { CASH, CARD, QR, KINDS };

static const char *const claim_rule[CLAIMS] = {"B", "C", "C"};
static const char *const claim_fund[CLAIMS] = {"district", "district", "street"};
static const char *const state_name[STATES] = {"claimed", "suspense"};
static const char *const fund_name[FUNDS] = {"district", "street"};
static const char *const kind_name[KINDS] = {"cash", "unionpay-card", "unionpay-qr"};

struct flow { long credit, debit; };
struct claim { long count; struct flow sum; };
struct trade { long count, meal, discount, subsidy, paid; };

static struct claim claims[MERCHANTS][CLAIMS];
static struct trade trades[MERCHANTS][2];
static struct flow meals, discounts, subsidies, paid;
static struct flow funds[FUNDS][STATES], tenders[KINDS];
static long tender_count[KINDS];

static xmlTextWriterPtr writer;

static void start(const char *name) { xmlTextWriterStartElement(writer, BAD_CAST name); }
static void end(void) { xmlTextWriterEndElement(writer); }

static void element(const char *name, const char *text) {
    xmlTextWriterWriteElement(writer, BAD_CAST name, BAD_CAST text);
}

static void attribute(const char *name, const char *text) {
    xmlTextWriterWriteAttribute(writer, BAD_CAST name, BAD_CAST text);
}

static void text(const char *characters) { xmlTextWriterWriteString(writer, BAD_CAST characters); }

static const char *decimal(long number) {
    static char digits[24];
    snprintf(digits, sizeof digits, "%ld", number);
    return digits;
}

static void number(const char *name, long value) { element(name, decimal(value)); }

static void directed(const char *name, const char *direction, long amount) {
    start(name);
    attribute("dc", direction);
    text(decimal(amount));
    end();
}

static void signed_sum(const char *name, long amount) {
    directed(name, amount < 0 ? "D" : "C", labs(amount));
}

static void add(struct flow *flow, int is_refund, long amount) {
    if (is_refund) flow->debit += amount;
    else flow->credit += amount;
}

static uint64_t mixed(uint64_t value) {
    value += 0x9E3779B97F4A7C15u;
    value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9u;
    value = (value ^ (value >> 27)) * 0x94D049BB133111EBu;
    return value ^ (value >> 31);
}

static void write_head(void) {
    char field[64];
    start("settlement");
    attribute("xmlns", "urn:mulin:settlement:1");
    attribute("version", "1.0");
    start("hdr");
    element("fileId", "BENCH-20261123-1");
    element("settleDate", "2026-11-23");
    element("issue", "1");
    element("windowFrom", "2026-11-22T23:00:00+08:00");
    element("windowTo", "2026-11-23T23:00:00+08:00");
    element("sendInsCode", "99922900");
    element("recvInsCode", "99932900");
    element("currencyCode", "156");
    end();
    start("merchants");
    for (int m = 0; m < MERCHANTS; m++) {
        start("mer");
        snprintf(field, sizeof field, "99929005812%04d", m);
        attribute("merId", field);
        snprintf(field, sizeof field, "睦邻小厨 %03d", m);
        element("merName", field);
        element("merCatCode", "5812");
        snprintf(field, sizeof field, "YP-%03d", m);
        element("canteenCode", field);
        element("street", "310110009");
        snprintf(field, sizeof field, "%08d", 1000000 + m);
        element("termId", field);
        end();
    }
    end();
}

static void write_subsidy(int merchant, int which, int state, int is_refund, long amount) {
    start("subsidy");
    attribute("policy", "putuo-2025");
    attribute("rule", claim_rule[which]);
    attribute("fund", claim_fund[which]);
    attribute("state", state_name[state]);
    text(decimal(amount));
    end();
    add(&subsidies, is_refund, amount);
    add(&funds[which == C_STREET ? STREET : DISTRICT][state], is_refund, amount);
    if (state != CLAIMED) return;
    // Every sale has a diner of its own, so persons and count are the same.
    if (!is_refund) claims[merchant][which].count++;
    add(&claims[merchant][which].sum, is_refund, amount);
}

static void write_tender(int kind, long row, int merchant, long second, int is_refund,
                         long amount) {
    char field[32];
    start("tender");
    attribute("kind", kind_name[kind]);
    if (kind != CASH) {
        snprintf(field, sizeof field, "%06ld", row % 1000000);
        attribute("traceNo", field);
        snprintf(field, sizeof field, "1123%02ld%02ld%02ld", second / 3600, second / 60 % 60,
                 second % 60);
        attribute("traceTime", field);
        snprintf(field, sizeof field, "%06d", merchant + 1);
        attribute("batchNo", field);
        snprintf(field, sizeof field, "%012ld", row);
        attribute("rrn", field);
    }
    if (kind == CARD) {
        snprintf(field, sizeof field, "%06ld", row * 7 % 1000000);
        attribute("authCode", field);
        snprintf(field, sizeof field, "622609******%04ld", row % 10000);
        attribute("accNo", field);
    }
    text(decimal(amount));
    end();
    tender_count[kind]++;
    add(&tenders[kind], is_refund, amount);
    add(&paid, is_refund, amount);
}

static void write_transaction(long row, long per_merchant) {
    char field[64];
    int merchant = (int)(row / per_merchant);
    long place = row % per_merchant;
    int is_refund = row % 50 == 49 && place > 0;
    // A refund takes back the whole sale of the row before it.
    long sale = is_refund ? row - 1 : row;
    const char *direction = is_refund ? "D" : "C";
    long meal = 1200 + sale * 37 % 16 * 100;
    long discount = meal / 10;
    long granted = sale % 3 == 0 ? 0 : sale % 3 == 1 ? 200 : 300;
    int state = sale % 97 == 0 ? SUSPENSE : CLAIMED;
    long second = 36000 + row % 14400;
    static const int kinds[4] = {CARD, CARD, QR, CASH};

    start("txn");
    snprintf(field, sizeof field, "%08d-1-%08ld", 1000000 + merchant, place + 1);
    attribute("ref", field);
    snprintf(field, sizeof field, "99929005812%04d", merchant);
    element("merId", field);
    snprintf(field, sizeof field, "%08d", 1000000 + merchant);
    element("termId", field);
    element("txnType", is_refund ? "04" : "01");
    snprintf(field, sizeof field, "2026-11-23T%02ld:%02ld:%02ld+08:00", second / 3600,
             second / 60 % 60, second % 60);
    element("txnTime", field);
    element("businessDay", "2026-11-23");
    element("period", "lunch");
    if (granted > 0) {
        snprintf(field, sizeof field, "%016llx%016llx", (unsigned long long)mixed(sale),
                 (unsigned long long)mixed(~(uint64_t)sale));
        element("diner", field);
    }
    if (is_refund) {
        start("orig");
        snprintf(field, sizeof field, "%08d-1-%08ld", 1000000 + merchant, place);
        attribute("ref", field);
        end();
    }
    directed("mealAmt", direction, meal);
    number("discountAmt", discount);
    if (granted == 200) write_subsidy(merchant, B_DISTRICT, state, is_refund, 200);
    if (granted == 300) {
        write_subsidy(merchant, C_DISTRICT, state, is_refund, 200);
        write_subsidy(merchant, C_STREET, state, is_refund, 100);
    }
    long amount = meal - discount - granted;
    write_tender(kinds[sale % 4], row, merchant, second, is_refund, amount);
    directed("txnAmt", direction, amount);
    end();
    add(&meals, is_refund, meal);
    add(&discounts, is_refund, discount);
    struct trade *trade = &trades[merchant][is_refund];
    trade->count++;
    trade->meal += meal;
    trade->discount += discount;
    trade->subsidy += granted;
    trade->paid += amount;
}

static void write_summaries(void) {
    char field[32];
    start("summaries");
    for (int m = 0; m < MERCHANTS; m++) {
        if (trades[m][0].count + trades[m][1].count == 0) continue;
        start("summary");
        snprintf(field, sizeof field, "99929005812%04d", m);
        attribute("merId", field);
        for (int is_refund = 0; is_refund < 2; is_refund++) {
            struct trade *trade = &trades[m][is_refund];
            if (trade->count == 0) continue;
            start("byTrade");
            attribute("txnType", is_refund ? "04" : "01");
            attribute("count", decimal(trade->count));
            attribute("mealAmt", decimal(trade->meal));
            attribute("discountAmt", decimal(trade->discount));
            attribute("subsidyAmt", decimal(trade->subsidy));
            attribute("txnAmt", decimal(trade->paid));
            end();
        }
        end();
    }
    end();
}

static void write_claims(long *claim_count, long *payable) {
    char field[32];
    start("subsidies");
    for (int m = 0; m < MERCHANTS; m++) {
        for (int which = 0; which < CLAIMS; which++) {
            struct claim *claim = &claims[m][which];
            if (claim->sum.credit == 0 && claim->sum.debit == 0) continue;
            start("claim");
            snprintf(field, sizeof field, "99929005812%04d", m);
            attribute("merId", field);
            attribute("policy", "putuo-2025");
            attribute("rule", claim_rule[which]);
            attribute("fund", claim_fund[which]);
            number("count", claim->count);
            number("persons", claim->count);
            number("amt", claim->sum.credit);
            number("reversedAmt", claim->sum.debit);
            signed_sum("payable", claim->sum.credit - claim->sum.debit);
            end();
            *claim_count += 1;
            *payable += claim->sum.credit - claim->sum.debit;
        }
    }
    end();
}

static void write_deliveries(long *portions, long *returned, long *supplied) {
    char field[32];
    start("supply");
    for (int m = 0; m < MERCHANTS; m++) {
        start("delivery");
        snprintf(field, sizeof field, "99929005812%04d", m);
        attribute("merId", field);
        attribute("kitchen", "CK-1");
        attribute("serviceDate", "2026-11-23");
        number("portions", 60 + m % 40);
        number("returned", m % 3);
        number("supplyAmt", (60 + m % 40) * 1100);
        end();
        *portions += 60 + m % 40;
        *returned += m % 3;
        *supplied += (60 + m % 40) * 1100;
    }
    end();
}

static void sums(const char *credit, const char *debit, struct flow flow) {
    number(credit, flow.credit);
    number(debit, flow.debit);
}

static void row_sums(struct flow flow) {
    attribute("amtCredit", decimal(flow.credit));
    attribute("amtDebit", decimal(flow.debit));
}

static void write_tail(long rows) {
    long claim_count = 0, payable = 0, portions = 0, returned = 0, supplied = 0;
    start("clearing");
    end();
    start("disputes");
    end();
    write_summaries();
    write_claims(&claim_count, &payable);
    write_deliveries(&portions, &returned, &supplied);
    start("recon");
    end();
    start("trailer");
    number("txnCount", rows);
    sums("mealCredit", "mealDebit", meals);
    sums("discountCredit", "discountDebit", discounts);
    sums("subsidyCredit", "subsidyDebit", subsidies);
    sums("amtCredit", "amtDebit", paid);
    for (int fund = 0; fund < FUNDS; fund++) {
        for (int state = 0; state < STATES; state++) {
            struct flow flow = funds[fund][state];
            if (flow.credit == 0 && flow.debit == 0) continue;
            start("fund");
            attribute("name", fund_name[fund]);
            attribute("state", state_name[state]);
            row_sums(flow);
            end();
        }
    }
    for (int kind = 0; kind < KINDS; kind++) {
        if (tender_count[kind] == 0) continue;
        start("tender");
        attribute("kind", kind_name[kind]);
        attribute("count", decimal(tender_count[kind]));
        row_sums(tenders[kind]);
        end();
    }
    number("clearedCount", 0);
    sums("clearedCredit", "clearedDebit", (struct flow){0, 0});
    sums("feeCredit", "feeDebit", (struct flow){0, 0});
    signed_sum("net", 0);
    number("disputeCount", 0);
    signed_sum("disputed", 0);
    number("claimCount", claim_count);
    signed_sum("payable", payable);
    number("deliveryCount", MERCHANTS);
    number("portions", portions);
    number("returned", returned);
    number("supplyAmt", supplied);
    number("itemCount", 0);
    signed_sum("difference", 0);
    end();
    end();
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

int main(int count, char **arguments) {
    if (count < 2) {
        fprintf(stderr, "usage: settlement_writer FILE [TRANSACTIONS]\n");
        return 64;
    }
    long rows = count > 2 ? atol(arguments[2]) : 100000;
    long per_merchant = (rows + MERCHANTS - 1) / MERCHANTS;
    double begin = now();
    writer = xmlNewTextWriterFilename(arguments[1], 0);
    if (writer == NULL) return 74;
    xmlTextWriterSetIndent(writer, 1);
    xmlTextWriterSetIndentString(writer, BAD_CAST "  ");
    xmlTextWriterStartDocument(writer, NULL, "UTF-8", NULL);
    write_head();
    start("txns");
    for (long row = 0; row < rows; row++) write_transaction(row, per_merchant);
    end();
    write_tail(rows);
    int written = xmlTextWriterEndDocument(writer);
    xmlFreeTextWriter(writer);
    int file = open(arguments[1], O_RDONLY);
    if (written < 0 || file < 0 || fsync(file) != 0) return 74;
    close(file);
    printf("%.6f\n", now() - begin);
    return 0;
}
