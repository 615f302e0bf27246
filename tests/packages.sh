# The real components the tests and the benchmarks work with; sourced after appliance/environment.sh.

need clamd clamav-daemon
need /usr/share/fonts/truetype/croscore/Tinos-Regular.ttf fonts-croscore
need chromium chromium
# Playwright's driver is a program of its own, linked against it.
need /usr/share/doc/libatomic1 libatomic1
need smbd samba
need smbclient smbclient
need chronyd chrony
need postgres postgresql-15
need pdftotext poppler-utils
need qpdf qpdf
need pdfsig poppler-utils
need pdftoppm poppler-utils
need openssl openssl
need certutil libnss3-tools
need softhsm2-util softhsm2
need pkcs11-tool opensc
# A token that fails on demand is a small library of C, built when the tests want it.
need cc gcc
need /usr/include/stdio.h libc6-dev
need /usr/include/p11-kit-1/p11-kit/pkcs11.h libp11-kit-dev
need faketime faketime
need strace strace
need systemd-analyze systemd
need mkfs.ext4 e2fsprogs
# veraPDF's validator comes with a Python wheel, but for a part of Java's that Debian has.
need javac default-jdk-headless
need /usr/share/java/jaxb-runtime.jar libjaxb-java
