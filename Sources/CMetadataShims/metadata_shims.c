#include "CMetadataShims.h"
