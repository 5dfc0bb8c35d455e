package letterpdf

// words are the texts of a letter.
type words struct{ title, before, after, number string }

func wordsOf(language string) words {
	if language == "en" {
		return words{
			title:  "{portal}: the code to confirm your identity",
			before: "You ordered this letter to confirm your identity. Sign in, open the page {page} and enter the code:",
			after: "The code is valid until {deadline}.\n" +
				"Spaces and small letters do not matter. There are no letters I, L, O and U in it: what looks like O is a zero, " +
				"what looks like I or L is a one.\n" +
				"Tell the code to nobody: nobody who works for the portal asks for it.\n" +
				"If you did not order this letter, sign in, change your password and tell support.",
			number: "Letter {id}",
		}
	}
	return words{
		title: "{portal}: код подтверждения личности",
		before: "Вы заказали это письмо, чтобы подтвердить свою личность. Войдите в учётную запись, откройте страницу {page} " +
			"и введите код:",
		after: "Код действует до {deadline}.\n" +
			"Пробелы и размер букв не важны. Букв I, L, O и U в коде нет: похожее на O – это ноль, похожее на I и L – единица.\n" +
			"Никому не сообщайте код: сотрудники портала его не спрашивают.\n" +
			"Если вы не заказывали это письмо, войдите в учётную запись, смените пароль и сообщите в поддержку.",
		number: "Письмо {id}",
	}
}
