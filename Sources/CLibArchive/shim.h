#ifndef MULIN_CLIBARCHIVE_SHIM_H
#define MULIN_CLIBARCHIVE_SHIM_H

#include <archive.h>
#include <archive_entry.h>

#endif
