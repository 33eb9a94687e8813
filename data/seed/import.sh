#!/bin/sh
# Makes the shipped figures anew from publishers' files:
#
#   sh data/seed/import.sh FOLDER [DATABASE]
#
# FOLDER holds the files as downloaded, in the folders named below. Releases are
# imported in the order of their publication, so that later ones stand as
# revisions of earlier ones. Dates known to the month only are its first day.
set -eu
folder=$1
db=${2:-$(mktemp -d)/seed.db}
program=${WSISWATCH:-bin/wsiswatch}

load() { # source, day published, edition, files…
	source=$1 published=$2 edition=$3
	shift 3
	"$program" import --without-seed --db "$db" --source "$source" --published "$published" --edition "$edition" "$@"
}

cd_files() { # pattern relative to FOLDER, one file a line, sorted
	find "$folder/$1" -maxdepth 1 -type f -name "$2" | sort
}

each() { # source, day, edition, subfolder, pattern
	cd_files "$4" "$5" | while IFS= read -r file; do load "$1" "$2" "$3" "$file"; done
}

survey() {
	load un-egdi "$1-07-01" "survey $1" "$folder/un-egdi/EGOV_DATA_$1.csv"
}

for year in 2003 2004 2005 2008 2010 2012 2014 2016 2018 2020; do survey $year; done
each unsd-sdg 2020-10-01 "October 2020" unsdg/2020-10 'ddf--datapoints--*.csv'
load unctad-ict 2021-01-01 "2000-2019" "$folder/unctad/UNCTAD_ICT_goods_share.csv"
load itu-gender-gap 2021-12-01 "2021" "$folder/itu-aggregates/gender_gap_internet_usage.xlsx"
survey 2022
load itu-aggregates 2022-09-19 "January and September 2022" "$folder/itu-aggregates/ITU_database.xlsx"
load wb-wdi 2023-03-01 "March 2023" "$folder/worldbank-csv-vintages/API_IT.CEL.SETS.P2_DS2_en_csv_v2_4903391.csv"
load itu-idi 2024-06-01 "2024" "$folder/itu-idi/itu_idi_2024.csv"
load itu-idi 2024-06-01 "2024, annex 2" "$folder/itu-idi/itu_idi_2024_annex2_PARSED.csv"
survey 2024
load itu-gci 2024-09-01 "2024" "$folder/itu-idi/itu_gci_2024.csv"
load wb-wdi 2024-11-01 "November 2024" "$folder/worldbank-csv-vintages/API_IT.NET.USER.ZS_DS2_en_csv_v2_2160.csv"
load wb-wdi 2024-12-16 "December 2024" "$folder/worldbank-databank/worldbank-country-internet-data.csv"
for table in 'Households with a computer' 'Individuals with ICT skills'; do
	each itu-datahub-tables 2025-09-01 "September 2025" itu-datahub-tables "$table*.csv"
done
each itu-datahub 2025-12-01 "December 2025" itu-datahub '*.csv'
load wb-wdi 2026-04-01 "April 2026" "$folder/worldbank-api/IT.NET.USER.ZS.json"
each wb-wdi 2026-07-01 "July 2026" worldbank-wdi '*.csv'
"$program" seed export --without-seed --db "$db" data/seed/figures
