"""What has to be done and by when: one module for each part of the work, collected for the home screen."""
