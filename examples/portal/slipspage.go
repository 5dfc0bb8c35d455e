package main

// showSlips shows what the printer at service centres has sealed. At a real centre the person alone opens it.
func (v *visit) showSlips() error {
	slips, err := v.server.slips.Newest()
	if err != nil {
		return err
	}
	return v.show(page{Name: "slips", Data: slips})
}
