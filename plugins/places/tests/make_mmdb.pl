#!/usr/bin/perl
# Makes a small database of places. Usage: make_mmdb.pl FILE CITY (its French name; the English one is reversed)
use strict;
use warnings;
use utf8;
use open qw(:std :utf8);
use Encode qw(decode);
use MaxMind::DB::Writer::Tree;

my ($file, $city) = ($ARGV[0], decode('UTF-8', $ARGV[1]));
my %types = (city => 'map', country => 'map', names => 'map', fr => 'utf8_string', en => 'utf8_string');
my $tree = MaxMind::DB::Writer::Tree->new(
	ip_version => 6,
	record_size => 24,
	database_type => 'Test-City',
	languages => ['en', 'fr'],
	description => {en => 'Places of tests'},
	alias_ipv6_to_ipv4 => 1,
	remove_reserved_networks => 0,
	map_key_type_callback => sub { $types{$_[0]} },
);
my $canada = {names => {fr => 'Canada', en => 'Canada'}};
$tree->insert_network('203.0.113.0/24', {city => {names => {fr => $city, en => 'City'}}, country => $canada});
$tree->insert_network('2001:db8::/32', {country => {names => {en => 'Germany', fr => 'Allemagne'}}});
$tree->insert_network('127.0.0.0/8', {city => {names => {fr => $city, en => 'City'}}, country => $canada});
open my $out, '>:raw', $file or die "cannot write $file: $!";
$tree->write_tree($out);
close $out or die "cannot write $file: $!";
