#ifndef CIMAGESHIMS_H
#define CIMAGESHIMS_H
#endif
