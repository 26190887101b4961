use serde_json::Value;

/// The text at a JSON pointer; none where nothing or something else stands there.
pub fn at<'a>(item: &'a Value, pointer: &str) -> Option<&'a str> {
    item.pointer(pointer).and_then(Value::as_str)
}

pub(super) fn text_at(item: &Value, pointer: &str) -> Option<String> {
    at(item, pointer).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// Removes what stands at a pointer in which `*` stands for every member or element.
pub(super) fn remove(item: &mut Value, pointer: &str) {
    let (head, last) = pointer.rsplit_once('/').unwrap_or(("", pointer));
    let path: Vec<&str> = head.split('/').filter(|segment| !segment.is_empty()).collect();
    remove_under(item, &path, last);
}

fn remove_under(item: &mut Value, path: &[&str], last: &str) {
    let Some((segment, rest)) = path.split_first() else {
        match (item, last) {
            (Value::Object(members), "*") => members.clear(),
            (Value::Object(members), _) => drop(members.remove(last)),
            (Value::Array(elements), "*") => elements.clear(),
            _ => {}
        }
        return;
    };
    match (item, *segment) {
        (Value::Object(members), "*") => members.values_mut().for_each(|member| remove_under(member, rest, last)),
        (Value::Array(elements), "*") => elements.iter_mut().for_each(|element| remove_under(element, rest, last)),
        (Value::Object(members), name) => {
            if let Some(member) = members.get_mut(name) {
                remove_under(member, rest, last);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn stars_stand_for_every_member_and_element() {
        let mut item = json!({"list": [{"env": 1, "name": "a"}, {"env": 2}], "map": {"x": 1}, "env": 3});
        remove(&mut item, "/list/*/env");
        remove(&mut item, "/map/*");
        remove(&mut item, "/absent/*/env");
        assert_eq!(item, json!({"list": [{"name": "a"}, {}], "map": {}, "env": 3}));
        remove(&mut item, "/env");
        assert_eq!(item, json!({"list": [{"name": "a"}, {}], "map": {}}));
    }
}
