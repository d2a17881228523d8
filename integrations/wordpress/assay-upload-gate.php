<?php
/**
 * Plugin Name: Assay upload gate
 * Description: Rejects an image that the assay command blocks, with the reason and the fix.
 * License: Apache-2.0
 *
 * Place this file in wp-content/mu-plugins. It calls the assay command of the server; nothing is
 * sent anywhere. Define ASSAY_COMMAND and ASSAY_POLICY in wp-config.php to change the defaults.
 */

/**
 * Runs assay on an uploaded file.
 *
 * @param string $path The file.
 * @return array{0:int,1:?array} The exit status, and the report of the image when there is one.
 */
function assay_inspect( string $path ): array {
	$command = defined( 'ASSAY_COMMAND' ) ? ASSAY_COMMAND : 'assay';
	$options = defined( 'ASSAY_POLICY' ) ? array( '--policy', ASSAY_POLICY ) : array();
	// An array is started without a shell: the name of the file is never interpreted.
	$process = proc_open(
		array_merge( array( $command, 'check', '--format', 'ndjson' ), $options, array( '--', $path ) ),
		array( 1 => array( 'pipe', 'w' ), 2 => array( 'file', '/dev/null', 'w' ) ),
		$pipes
	);
	if ( ! is_resource( $process ) ) {
		return array( 64, null );
	}
	$line = stream_get_contents( $pipes[1] );
	fclose( $pipes[1] );
	$status = proc_close( $process );
	return array( $status, json_decode( $line, true ) );
}

/**
 * The filter: an error in $file rejects the upload.
 *
 * @param array $file The entry of $_FILES.
 * @return array
 */
function assay_upload_gate( array $file ): array {
	if ( 0 !== strpos( (string) ( $file['type'] ?? '' ), 'image/' ) ) {
		return $file;
	}
	list( $status, $report ) = assay_inspect( $file['tmp_name'] );
	if ( 0 === $status ) {
		return $file;
	}
	if ( 1 !== $status || ! is_array( $report ) ) {
		// A gate that cannot look does not let pass.
		$file['error'] = 'The image could not be checked for its origin (assay status ' . $status . ').';
		return $file;
	}
	$reasons = array();
	foreach ( $report['findings'] as $finding ) {
		if ( 'error' === $finding['severity'] && empty( $finding['suppressed'] ) ) {
			$reasons[] = trim( $finding['message'] . ' ' . ( $finding['fix'] ?? '' ) );
		}
	}
	$file['error'] = implode( ' ', $reasons ) ?: $report['origin']['summary'];
	return $file;
}

add_filter( 'wp_handle_upload_prefilter', 'assay_upload_gate' );
add_filter( 'wp_handle_sideload_prefilter', 'assay_upload_gate' );
