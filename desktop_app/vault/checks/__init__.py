"""The steps in which a vault is compared with its ledger, one file each (`vault.check`)."""
