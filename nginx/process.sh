# shellcheck shell=bash
# Sourced by sql/server and nginx/stack: processes that outlive the script.
# A pid file holds the pid and the moment the process began, so that a pid
# that was given to another program since is never taken for ours.

# process_began PID: prints when it began; fails when it is gone or a zombie.
process_began() {
	local stat fields
	{ stat=$(<"/proc/$1/stat"); } 2>/dev/null || return 1
	read -ra fields <<<"${stat##*) }"
	[ "${fields[0]}" != Z ] && echo "${fields[19]}"
}

# process_alive FILE
process_alive() {
	local pid began
	[ -s "$1" ] && read -r pid began <"$1" && [ "$(process_began "$pid")" = "$began" ]
}

# process_start FILE LOG COMMAND...: in a session of its own, so that Ctrl-C reaches the script alone.
process_start() {
	local file=$1 log=$2
	shift 2
	setsid "$@" </dev/null >>"$log" 2>&1 9>&- &
	echo "$! $(process_began $! || echo 0)" >"$file"
	disown $!
}

# process_stop FILE SIGNAL SECONDS: asks, waits, and in the end insists on the whole session.
process_stop() {
	local file=$1 signal=$2 seconds=$3 pid i
	if process_alive "$file"; then
		read -r pid _ <"$file"
		for ((i = 0; i < seconds * 20; i++)); do
			# Asked again each second: a process that has just begun may not listen yet.
			[ $((i % 20)) -ne 0 ] || kill "-$signal" "$pid" 2>/dev/null || true
			process_alive "$file" || break
			sleep 0.05
		done
		if process_alive "$file"; then
			echo "process $pid did not stop on SIG$signal in $seconds s: killing it" >&2
			kill -KILL -- "-$pid" 2>/dev/null || true
			sleep 0.2
		fi
	fi
	rm -f "$file"
}

# private_file FILE BYTES: makes it, for the owner alone, with that many random bytes in hexadecimal.
private_file() {
	[ -s "$1" ] || (
		umask 077
		od -An -vtx1 -N "$2" /dev/urandom | tr -d ' \n' >"$1.new"
		mv "$1.new" "$1"
	)
}
