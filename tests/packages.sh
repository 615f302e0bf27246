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
need faketime faketime
need strace strace
need systemd-analyze systemd
need mkfs.ext4 e2fsprogs
